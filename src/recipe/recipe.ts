/** What crosses a thread instead of code: where a value comes from, so that a worker can make its own. */
export interface Recipe {
  /** Unique in the process: a thread makes the value once, however many loaders and recipes name it. */
  readonly id: number;
  /** The module's URL. */
  readonly module: string;
  /** The export to call. */
  readonly name: string;
  /** What to call it with: plain data, values that recipes made, and shared memory. */
  readonly options: unknown;
}

const recipes = new WeakMap<object, Recipe>();
let made = 0;

/** Remembers how a value was made. */
export function setRecipe<Value extends object>(value: Value, recipe: Omit<Recipe, "id">): Value {
  recipes.set(value, { id: ++made, ...recipe });
  return value;
}

/** How a value was made, or undefined for one that cannot cross to a worker. */
export function recipeOf(value: object): Recipe | undefined {
  return recipes.get(value);
}

/** Remembers that a value stands here for another one, which workers make in its place. */
export function shareRecipe<Value extends object>(value: Value, other: object): Value {
  const recipe = recipes.get(other);
  if (recipe !== undefined) recipes.set(value, recipe);
  return value;
}

/** How a value is made that says itself where its factory is: one recipe for each value. */
export function recipeOfFactory(value: object, recipe: Omit<Recipe, "id">): Recipe {
  const known = recipes.get(value);
  if (known !== undefined) return known;
  setRecipe(value, recipe);
  return recipes.get(value) as Recipe;
}
