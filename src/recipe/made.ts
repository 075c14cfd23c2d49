import { loadExport } from "../worker/load-export.ts";
import { optionsOf } from "./options-of.ts";
import type { PackedRecipe } from "./packed.ts";

/** What recipes made in this thread: each once, whoever names it. */
interface Made {
  readonly value: Promise<unknown>;
  users: number;
}

const made = new Map<number, Made>();

/**
 * Makes the values of a table of recipes, or takes them where another table made them before.
 *
 * @returns them in the order of the table. They are kept until `letGo` was called as often.
 */
export async function makeRecipes(
  recipes: readonly PackedRecipe[],
  buffers: readonly SharedArrayBuffer[],
): Promise<readonly unknown[]> {
  const values: unknown[] = [];
  for (const [number, recipe] of recipes.entries()) {
    let one = made.get(recipe.id);
    if (one === undefined) {
      one = { value: make(recipe, values, buffers), users: 0 };
      made.set(recipe.id, one);
    }
    one.users++;
    try {
      values.push(await one.value);
    } catch (error) {
      // Not kept: who needs it next tries anew.
      if (made.get(recipe.id) === one) made.delete(recipe.id);
      await letGo(recipes.slice(0, number));
      throw error;
    }
  }
  return values;
}

async function make(
  recipe: PackedRecipe,
  values: readonly unknown[],
  buffers: readonly SharedArrayBuffer[],
): Promise<unknown> {
  const factory = (await loadExport(recipe.module, recipe.name)) as (options: unknown) => unknown;
  return factory(optionsOf(recipe, values, buffers));
}

/**
 * Gives the values of a table back. Those that nobody else uses are forgotten, and disposed where they can be, the
 * last made first.
 *
 * @throws what a dispose throws, after all others were called.
 */
export async function letGo(recipes: readonly PackedRecipe[]): Promise<void> {
  const failures: unknown[] = [];
  for (const { id } of recipes.toReversed()) {
    const one = made.get(id);
    if (one === undefined || --one.users > 0) continue;
    made.delete(id);
    try {
      await ((await one.value) as Partial<AsyncDisposable> | null | undefined)?.[Symbol.asyncDispose]?.();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
