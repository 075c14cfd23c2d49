import type { Json } from "@millrace/core";

/** What crosses a thread instead of code: where a value comes from, so that a worker can make its own. */
export interface Recipe {
  /** The module's URL. */
  readonly module: string;
  /** The export to call. */
  readonly name: string;
  /** What to call it with; plain JSON. */
  readonly options: Json | undefined;
}

/** How a dataset is read in workers: made by a recipe, and at which of its indices. */
export interface DatasetRecipe {
  readonly recipe: Recipe;
  /** The indices of a part of the dataset; absent: all of it. They stay on the main thread, which plans with them. */
  readonly indices?: readonly number[];
}

const recipes = new WeakMap<object, Recipe>();
const subsets = new WeakMap<object, DatasetRecipe>();

/** Remembers how a value was made. */
export function setRecipe<Value extends object>(value: Value, recipe: Recipe): Value {
  recipes.set(value, recipe);
  return value;
}

/** How a value was made, or undefined for one that cannot cross to a worker. */
export function recipeOf(value: object): Recipe | undefined {
  return recipes.get(value);
}

/** Remembers that a dataset is a part of one that a recipe made. */
export function setSubset<Value extends object>(value: Value, recipe: Recipe, indices: readonly number[]): Value {
  subsets.set(value, { recipe, indices });
  return value;
}

/** How workers can read a dataset, or undefined for one that only the main thread can read. */
export function datasetRecipe(dataset: object): DatasetRecipe | undefined {
  const recipe = recipes.get(dataset);
  return recipe === undefined ? subsets.get(dataset) : { recipe };
}
