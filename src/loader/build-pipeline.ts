import { type BatchTransform, type Json, OptionError, type Seed, type Step, show } from "@millrace/core";
import { encodeStep, isBuiltIn } from "@millrace/core/engine";
import * as image from "@millrace/core/image";
import type { Dataset } from "../datasets/dataset.ts";
import { sourcesOf } from "../datasets/sources.ts";
import { type Recipe, recipeOf, recipeOfFactory } from "../recipe/recipe.ts";
import { RecipeTable } from "../recipe/recipe-table.ts";
import type { DatasetSpec, PipelineHandle, PipelineSpec } from "../worker/pipeline.ts";
import { packPipeline } from "../worker/pipeline-handle.ts";
import { codeReference } from "../worker/policy-code.ts";
import { keepLocal } from "../worker/restore.ts";
import { effectivePolicy } from "./bytes.ts";
import type { CheckedOptions } from "./options.ts";

/**
 * What a loader's workers must know, ready to be posted with its plans.
 *
 * @param dataset undefined for an iterable.
 */
export function buildPipeline(options: CheckedOptions, seed: Seed, dataset: Dataset | undefined): PipelineHandle {
  const policy = effectivePolicy(options);
  const mixing = options.mode === "train" ? options.batchTransform : undefined;
  const classes = dataset?.classes;
  const spec = {
    seed,
    reads: options.reads,
    ...(classes === undefined ? {} : { classes: [...classes] }),
    layout: options.layout,
    schema: options.schema,
    collate: options.collate,
    passThrough: options.passThrough,
    decode: options.decode,
    maxPixels: options.maxPixels,
  };
  if (options.workers === 0) return keepLocal({ ...spec, recipes: [] }, policy, mixing);
  const table = new RecipeTable();
  const datasets = dataset === undefined ? undefined : datasetSpecs(dataset, table);
  const whole: PipelineSpec = {
    ...spec,
    ...(policy === undefined ? {} : { policy: encodePolicy(policy, table) }),
    ...(mixing === undefined ? {} : { batchTransform: encodeMixing(mixing, table) }),
    ...(datasets === undefined ? {} : { datasets }),
    recipes: table.recipes,
  };
  return packPipeline(whole, table.buffers);
}

/** Whether workers can read a dataset themselves: every source of it is made by a recipe. */
export function readInWorkers(dataset: Dataset, workers: number): boolean {
  return workers > 0 && sourcesOf(dataset).datasets.every((source) => recipeOf(source) !== undefined);
}

function datasetSpecs(dataset: Dataset, table: RecipeTable): readonly DatasetSpec[] | undefined {
  if (!readInWorkers(dataset, 1)) return undefined;
  return sourcesOf(dataset).datasets.map((source) => {
    const { length, classes, identity } = source;
    return {
      recipe: table.add(recipeOf(source) as Recipe),
      length,
      ...(classes === undefined ? {} : { classes: [...classes] }),
      ...(identity === undefined ? {} : { identity }),
    };
  });
}

/** The policy as JSON; a step that is code of the user's becomes its place in the table. */
function encodePolicy(policy: Step, table: RecipeTable): Json {
  return encodeStep(policy, (step) => {
    const recipe = recipeOf(step);
    if (recipe !== undefined) return codeReference(table.add(recipe));
    if (typeof step === "function") throw cannotCross(step);
    if (isBuiltIn(step)) return undefined;
    if (step.type === "leaf" && step.module !== undefined) {
      const { module, name, given: options } = step;
      return codeReference(table.add(recipeOfFactory(step, { module, name, options })));
    }
    throw new OptionError(
      `the transform ${step.name} is not one of Millrace's own and does not say where workers find it: ` +
        `give its definition module: import.meta.url and export its factory as ${step.name}`,
    );
  });
}

function encodeMixing(mixing: BatchTransform, table: RecipeTable): NonNullable<PipelineSpec["batchTransform"]> {
  const recipe = recipeOf(mixing);
  if (recipe !== undefined) return { recipe: table.add(recipe) };
  const own = Object.values(image).some((factory) => (factory.definition as unknown) === mixing.definition);
  if (own) return { name: mixing.name, options: mixing.given };
  const { module, name, given: options } = mixing;
  if (module !== undefined) return { recipe: table.add(recipeOfFactory(mixing, { module, name, options })) };
  throw new OptionError(
    `the batch transform ${mixing.name} does not say where workers find it: give its definition module: import.meta.url`,
  );
}

function cannotCross(step: Step): OptionError {
  return new OptionError(
    `${show(step)} is a function of this module, and functions cannot cross to a worker. Export a function that returns it from a file of its own ` +
      'and use fromModule(new URL("./file.ts", import.meta.url), "name"), or load with workers: 0',
  );
}
