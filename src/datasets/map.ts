import { type FieldType, OptionError, parseOptions, show } from "@millrace/core";
import { z } from "zod";
import { fieldTypes } from "../loader/field-types.ts";
import { recipeOf, setRecipe } from "../recipe/recipe.ts";
import { cacheOf, setCache } from "./cache/cached.ts";
import { checkSamples } from "./check-samples.ts";
import type { Dataset } from "./dataset.ts";
import { type Change, type Changed, changedDataset, changedModule } from "./map/changed.ts";
import { setSources, sourcesOf } from "./sources.ts";

/** What is different in a dataset whose samples are changed. */
export interface MapOptions {
  /** Types of the fields, as a dataset states them. Default: the dataset's. */
  readonly schema?: Readonly<Record<string, FieldType>>;
  /** The names of the classes, where the change gives other labels. Default: the dataset's. */
  readonly classes?: readonly string[];
}

const schema = z.strictObject({
  schema: fieldTypes,
  classes: z.array(z.string()).optional().describe("a list of names"),
});

/**
 * A dataset whose samples are changed after they are read, where they are read, each time they are read; nothing is read
 * or kept here. `length`, order, `identity` and `split` stay as they are. A part or a concatenation stays one of changed
 * datasets.
 *
 * What workers read stays with them where `change` is a function that `fromModule` made; the changed dataset then has a
 * recipe, of both. With any other function samples are read and changed on the main thread.
 *
 * @param dataset of samples; columns are changed by a column transform, which is the loader's `transform`.
 * @param change takes a sample and returns another, or promises it. It must not alter what it is given, and must always
 * return the same for a sample: what is drawn anew in each epoch is a transform of the loader's.
 * @throws OptionError for columns and iterables, and for a change that is no function. What `change` throws is an error
 * of its sample, like one of `get`.
 *
 * @example
 * const change = fromModule<typeof import("./changes.ts").grades>(new URL("./changes.ts", import.meta.url), "grades");
 * const dataset = map(birds, change, { classes: ["low", "high"] });
 */
export function map<Sample extends object, Result extends object>(
  dataset: Dataset<Sample>,
  change: (sample: Sample) => Result | Promise<Result>,
  options: MapOptions = {},
): Dataset<Result> {
  checkSamples("map", dataset, {
    columns: "change them with a column transform, the loader's transform",
    iterable: "an iterable changes its samples by itself",
  });
  if (typeof change !== "function")
    throw new OptionError(`map: change must be a function of a sample, got ${show(change)}`);
  const { classes, schema: types } = parseOptions("map", schema, options);
  const stated = options.schema === undefined ? dataset.schema : types;
  const of = (source: Dataset<object>): Changed => ({
    dataset: source,
    change: change as unknown as Change,
    ...(classes === undefined ? {} : { classes }),
  });
  const whole = Object.assign(
    changedDataset(of(dataset)),
    stated === undefined ? {} : { schema: stated },
    // The loader that has the changed dataset has it in place of the other one.
    dataset[Symbol.asyncDispose] === undefined
      ? {}
      : { [Symbol.asyncDispose]: () => dataset[Symbol.asyncDispose]?.() as Promise<void> },
  );
  const { datasets, places } = sourcesOf(dataset);
  if (datasets[0] === dataset) return withRecipe(whole, of(dataset)) as Dataset<Result>;
  const changed = datasets.map((source) => withRecipe(changedDataset(of(source)), of(source)));
  return setSources(whole, { datasets: changed, places }) as Dataset<Result>;
}

/** Workers can make a changed dataset where they can make both the dataset and the change. */
function withRecipe(made: Dataset<object>, options: Changed): Dataset<object> {
  // A cache is for what comes out of the changes: by their files it finds the same pictures.
  setCache(made, cacheOf(options.dataset));
  if (recipeOf(options.dataset) === undefined || recipeOf(options.change) === undefined) return made;
  return setRecipe(made, { module: changedModule, name: "changedDataset", options });
}
