import { type Json, OptionError, type Seed, type Step, show } from "@millrace/core";
import { type AnyStep, childrenOf, encodeStep, isBuiltIn } from "@millrace/core/engine";
import { cacheOf } from "../datasets/cache/cached.ts";
import type { ListedDataset } from "../datasets/column-dataset.ts";
import type { ShardedDataset } from "../datasets/sharded.ts";
import { sourcesOf } from "../datasets/sources.ts";
import { type Recipe, recipeOf, recipeOfFactory } from "../recipe/recipe.ts";
import { RecipeTable } from "../recipe/recipe-table.ts";
import type { DatasetSpec, PipelineHandle, PipelineSpec } from "../worker/pipeline.ts";
import { packPipeline } from "../worker/pipeline-handle.ts";
import { codeName } from "../worker/policy-code.ts";
import { type Caches, keepLocal } from "../worker/restore.ts";
import { collateFunctions, collateRecipes } from "./collating.ts";
import { effectiveColumns, effectivePolicy } from "./effective-policy.ts";
import type { CheckedOptions } from "./options.ts";

/**
 * What a loader's workers must know, ready to be posted with its plans.
 *
 * @param dataset undefined for an iterable.
 * @param shards the iterable, where it is one of shards.
 */
export function buildPipeline(
  options: CheckedOptions,
  seed: Seed,
  dataset: ListedDataset | undefined,
  shards?: ShardedDataset,
): PipelineHandle {
  const policy = effectivePolicy(options);
  const columns = effectiveColumns(options);
  const mixing = options.mode === "train" ? options.batchTransform : undefined;
  const classes = dataset?.classes;
  const spec = {
    seed,
    rank: options.shard.index,
    reads: options.reads,
    ...(classes === undefined ? {} : { classes: [...classes] }),
    layout: options.layout,
    schema: options.schema,
    passThrough: options.passThrough,
    decode: options.decode,
    maxPixels: options.maxPixels,
    maxFileBytes: options.maxFileBytes,
    onError: options.onError,
    ...(options.inspection === undefined ? {} : { inspects: true as const }),
    timeoutMs: options.timeoutMs,
    maxRetries: options.maxRetries,
    ...(options.maxWorkerBytes === undefined ? {} : { maxWorkerBytes: options.maxWorkerBytes }),
  };
  const caches = dataset === undefined ? undefined : cachesOf(dataset);
  const collate = collateFunctions(options.collate);
  if (options.workers === 0) {
    return keepLocal({ ...spec, recipes: [] }, { policy, batchTransform: mixing, columns, caches, collate });
  }
  const table = new RecipeTable();
  const datasets = dataset === undefined ? undefined : datasetSpecs(dataset, table);
  const whole: PipelineSpec = {
    ...spec,
    ...(policy === undefined ? {} : { policy: encodePolicy(policy, table) }),
    ...(mixing === undefined ? {} : { batchTransform: encodePolicy(mixing, table) }),
    ...(columns === undefined ? {} : { columns: encodePolicy(columns, table) }),
    ...(datasets === undefined ? {} : { datasets }),
    ...(collate === undefined ? {} : { collate: collateRecipes(collate, table) }),
    ...(caches === undefined
      ? {}
      : { caches: caches.map((cache) => (cache === undefined ? undefined : table.add(recipeOf(cache) as Recipe))) }),
    ...(shards !== undefined && readShardsInWorkers(shards, 1)
      ? { shards: table.add(recipeOf(shards) as Recipe) }
      : {}),
    recipes: table.recipes,
  };
  const { timeoutMs, maxRetries } = options;
  return { ...packPipeline(whole, table.buffers), timeoutMs, maxRetries };
}

/** The caches of a dataset's sources, in their order; undefined where none has one. */
function cachesOf(dataset: ListedDataset): Caches | undefined {
  const caches = sourcesOf(dataset).datasets.map(cacheOf);
  return caches.every((cache) => cache === undefined) ? undefined : caches;
}

/** Whether workers can read a dataset themselves: every source of it is made by a recipe. */
export function readInWorkers(dataset: ListedDataset, workers: number): boolean {
  return workers > 0 && sourcesOf(dataset).datasets.every((source) => recipeOf(source) !== undefined);
}

/** The same of a dataset of shards. */
export function readShardsInWorkers(dataset: ShardedDataset, workers: number): boolean {
  return workers > 0 && recipeOf(dataset) !== undefined;
}

function datasetSpecs(dataset: ListedDataset, table: RecipeTable): readonly DatasetSpec[] | undefined {
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

/** The policy as JSON; a step that is code of the user's goes by a name that stands for its place in the table. */
function encodePolicy(policy: AnyStep, table: RecipeTable): Json {
  return encodeStep(policy, (step) => {
    const recipe = recipeOf(step);
    if (recipe !== undefined) return codeName(table.add(recipe));
    if (typeof step === "function") throw cannotCross(step);
    if (isBuiltIn(step) || childrenOf(step) !== undefined) return undefined;
    const { module, name, given: options } = step;
    if (module !== undefined) return codeName(table.add(recipeOfFactory(step, { module, name, options })));
    throw new OptionError(
      `the transform ${step.name} is not one of Millrace's own and does not say where workers find it: ` +
        `give its definition module: import.meta.url and export its factory as ${step.name}`,
    );
  });
}

function cannotCross(step: Step): OptionError {
  return new OptionError(
    `${show(step)} is a function of this module, and functions cannot cross to a worker. Export a function that returns it from a file of its own ` +
      'and use fromModule(new URL("./file.ts", import.meta.url), "name"), or load with workers: 0',
  );
}
