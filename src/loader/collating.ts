import { type FieldType, OptionError, parseOptions, show } from "@millrace/core";
import { type CustomCollate, isPadding, type RowCollate } from "@millrace/core/engine";
import { z } from "zod";
import { type Recipe, recipeOf } from "../recipe/recipe.ts";
import type { RecipeTable } from "../recipe/recipe-table.ts";
import type { CollateFunction } from "../worker/custom-collate.ts";
import { fieldTypes } from "./field-types.ts";

/** How a field is put together: one of the ways that there are, or a function. */
export type FieldCollate = RowCollate | CollateFunction;

type Collating = Readonly<Record<string, FieldCollate>>;

/** The loader's option `collate`. */
export const collateSchema = z
  .record(
    z.string(),
    z.union([
      z.enum(["ragged", "flat"]),
      z.custom<FieldCollate>((value) => isPadding(value) || typeof value === "function"),
    ]),
  )
  .default({})
  .describe('an object of field names and "ragged", "flat", pad(), padTo(n) or a function of the values of a batch');

/**
 * What the option says as plain data: of a function, what comes out of it.
 *
 * @throws OptionError where that is not stated.
 */
export function plainCollate(
  collate: Collating,
  schema: Readonly<Record<string, FieldType>>,
): Readonly<Record<string, RowCollate | CustomCollate>> {
  const plain: Record<string, RowCollate | CustomCollate> = {};
  for (const [field, how] of Object.entries(collate)) {
    plain[field] = typeof how === "function" ? { custom: resultOf(field, how, schema[field]) } : how;
  }
  return plain;
}

function resultOf(field: string, collate: CollateFunction, stated: FieldType | undefined): CustomCollate["custom"] {
  const own = parseOptions("collate", z.object({ [field]: fieldTypes }), {
    [field]: collate.schema === undefined ? {} : { [field]: collate.schema },
  })[field]?.[field];
  const [first, second] = [stated, own].map((one) => (typeof one === "string" ? { dtype: one } : one));
  const dtype = first?.dtype ?? second?.dtype;
  if (dtype !== undefined) return { dtype, shape: first?.shape ?? second?.shape ?? [] };
  const name = JSON.stringify(field);
  throw new OptionError(
    `collate: nobody says what ${show(collate)} makes of the field ${name}: give it a property schema, { dtype: "float32", shape: [10] }, ` +
      `or state it in the loader's schema: { ${name}: { dtype: "float32", shape: [10] } }`,
  );
}

/** The functions among the ways, by field; undefined where there is none. */
export function collateFunctions(collate: Collating): Readonly<Record<string, CollateFunction>> | undefined {
  const functions = Object.entries(collate).filter((entry): entry is [string, CollateFunction] => {
    return typeof entry[1] === "function";
  });
  return functions.length === 0 ? undefined : Object.fromEntries(functions);
}

/** The places of the functions in a table of recipes. @throws OptionError for one that cannot cross to a worker. */
export function collateRecipes(
  functions: Readonly<Record<string, CollateFunction>>,
  table: RecipeTable,
): Readonly<Record<string, number>> {
  const places = Object.entries(functions).map(([field, collate]) => {
    const recipe: Recipe | undefined = recipeOf(collate);
    if (recipe !== undefined) return [field, table.add(recipe)] as const;
    throw new OptionError(
      `collate: ${show(collate)}, for the field "${field}", is a function of this module, and functions cannot cross to a worker. Export a function that returns it from a file of its own ` +
        'and use fromModule(new URL("./file.ts", import.meta.url), "name"), or load with workers: 0',
    );
  });
  return Object.fromEntries(places);
}
