import type { BatchTransform, ColumnTransform, FieldReader, Step } from "@millrace/core";
import { compilePolicy, type Hash128, hashSeed, type PolicyNode } from "@millrace/core/engine";
import type { SampleCache } from "../datasets/cache/sample-cache.ts";
import { type ColumnDataset, isColumnDataset, type ListedDataset } from "../datasets/column-dataset.ts";
import type { Dataset } from "../datasets/dataset.ts";
import type { ShardedDataset } from "../datasets/sharded.ts";
import { fieldReader, loadDecoding } from "../decode/field-reader.ts";
import { letGo, makeRecipes } from "../recipe/made.ts";
import type { PackedRecipe } from "../recipe/packed.ts";
import { sameDataset } from "./check-dataset.ts";
import type { CollateFunction } from "./custom-collate.ts";
import { EpochSignals } from "./epoch-signal.ts";
import { Gate } from "./gate.ts";
import type { PipelineHandle, PipelineSpec } from "./pipeline.ts";
import { localHandle, unpackPipeline } from "./pipeline-handle.ts";
import { namesImages, restoreBatchTransform, restoreColumnTransform, restorePolicy } from "./policy-code.ts";
import { SampleClock } from "./sample-clock.ts";
import { SchemaReader } from "./schema-handle.ts";
import { StageTimes } from "./stages.ts";
import { thread } from "./thread.ts";

/** A pipeline as a thread can run it. */
export interface Pipeline {
  readonly spec: PipelineSpec;
  readonly seed: Hash128;
  readonly policy: PolicyNode | undefined;
  readonly batchTransform: BatchTransform | undefined;
  /** Whether samples go into batches as they were read, but for what has to be decoded. */
  readonly changesNothing: boolean;
  /** What puts fields together, by field; undefined where nothing of the user's does. */
  readonly collate: CollateFunctions | undefined;
  /** What happens to columns. */
  readonly columns: ColumnTransform | undefined;
  /** What samples are read from; empty where plans carry them. */
  readonly datasets: readonly Dataset[];
  /** What columns are read from, likewise. */
  readonly columnDatasets: readonly ColumnDataset[];
  /** The caches of the datasets, by number; undefined where none of them has one. */
  readonly caches: Caches | undefined;
  /** Whose shards are read. */
  readonly shards: ShardedDataset | undefined;
  /** Shards that are open in this thread. */
  readonly openShards: Set<{ end(): Promise<void> }>;
  /** The places for samples that are waited for while they are read. */
  readonly reading: Gate;
  readonly signals: EpochSignals;
  /** What reads and opens the fields of a sample at a desk. */
  reader(desk: number): FieldReader;
  /** What times the sample at a desk. */
  clock(desk: number): SampleClock;
  /** How long its stages took in this thread. */
  readonly times: StageTimes;
  readonly passThrough: ReadonlySet<string>;
  /** The schemas of its plans. */
  readonly schemas: SchemaReader;
}

/** A cache for each of several datasets, or none. */
export type Caches = readonly (SampleCache | undefined)[];

/** Functions of the user's that put fields together, by field. */
export type CollateFunctions = Readonly<Record<string, CollateFunction>>;

/** The code that a pipeline runs. */
export interface Transforms {
  readonly policy?: Step | undefined;
  readonly batchTransform?: BatchTransform | undefined;
  readonly columns?: ColumnTransform | undefined;
  readonly caches?: Caches | undefined;
  readonly collate?: CollateFunctions | undefined;
  readonly shards?: ShardedDataset | undefined;
}

/** The pipelines that are open in this thread, and those that are being opened. */
const open = new Map<number, Promise<Pipeline>>();

/** Pipelines that never leave the calling thread, so that any code may stand in them; gone with their handles. */
const local = new WeakMap<PipelineHandle, Promise<Pipeline>>();

/** Makes a pipeline of the values themselves, for plans that are carried out in this thread. */
export function keepLocal(spec: PipelineSpec, transforms: Transforms): PipelineHandle {
  const handle = localHandle();
  local.set(handle, Promise.resolve(assemble(spec, transforms, [])));
  return handle;
}

/** The pipeline of a plan, opened on its first plan in this thread. One that cannot be opened is tried anew by the next. */
export function pipelineOf(handle: PipelineHandle): Promise<Pipeline> {
  const known = local.get(handle) ?? open.get(handle.id);
  if (known !== undefined) return known;
  const opening = restore(handle);
  open.set(handle.id, opening);
  opening.catch(() => {
    if (open.get(handle.id) === opening) open.delete(handle.id);
  });
  return opening;
}

/**
 * Closes a pipeline in this thread: what its recipes made is let go, and disposed where no other pipeline uses it. To be
 * called when no plan of it will come any more.
 *
 * @throws what a dataset's `Symbol.asyncDispose` throws.
 */
export async function closePipeline(id: number): Promise<void> {
  const opened = open.get(id);
  open.delete(id);
  const pipeline = await opened?.catch(() => undefined);
  if (pipeline === undefined) return;
  await Promise.allSettled(Array.from(pipeline.openShards, (shard) => shard.end()));
  await letGo(pipeline.spec.recipes);
}

async function restore(handle: PipelineHandle): Promise<Pipeline> {
  const spec = unpackPipeline(handle);
  // Beside the transforms themselves, and not after them when the first image comes; whoever needs it hears of a failure.
  if (spec.policy !== undefined && namesImages(spec.policy)) loadDecoding().catch(() => {});
  const made = await makeRecipes(spec.recipes, handle.buffers);
  try {
    const policy = spec.policy === undefined ? undefined : await restorePolicy(spec.policy, made);
    const batchTransform =
      spec.batchTransform === undefined ? undefined : await restoreBatchTransform(spec.batchTransform, made);
    const columns = spec.columns === undefined ? undefined : await restoreColumnTransform(spec.columns, made);
    const datasets = (spec.datasets ?? []).map((dataset) => {
      return sameDataset(made[dataset.recipe], dataset, spec.recipes[dataset.recipe] as PackedRecipe);
    });
    const caches = spec.caches?.map((place) => (place === undefined ? undefined : (made[place] as SampleCache)));
    const functions = Object.entries(spec.collate ?? {}).map(([field, place]) => [
      field,
      made[place] as CollateFunction,
    ]);
    const collate = spec.collate === undefined ? undefined : (Object.fromEntries(functions) as CollateFunctions);
    const shards = spec.shards === undefined ? undefined : (made[spec.shards] as ShardedDataset);
    return assemble(spec, { policy, batchTransform, columns, caches, collate, shards }, datasets);
  } catch (error) {
    await letGo(spec.recipes);
    throw error;
  }
}

function assemble(
  spec: PipelineSpec,
  { policy, batchTransform, columns, caches, collate, shards }: Transforms,
  datasets: readonly ListedDataset[],
): Pipeline {
  const { seed, maxPixels, maxFileBytes, passThrough, reads } = spec;
  const readers: FieldReader[] = [];
  const clocks: SampleClock[] = [];
  const clock = (desk: number): SampleClock => {
    clocks[desk] ??= new SampleClock();
    return clocks[desk];
  };
  return {
    spec,
    seed: hashSeed(seed),
    policy: policy === undefined ? undefined : compilePolicy(policy),
    batchTransform,
    changesNothing: policy === undefined && caches === undefined && passThrough.length === 0,
    collate,
    columns,
    caches,
    datasets: datasets.filter((dataset): dataset is Dataset => !isColumnDataset(dataset)),
    columnDatasets: datasets.filter(isColumnDataset),
    shards,
    openShards: new Set(),
    reading: new Gate(reads),
    signals: new EpochSignals(),
    reader(desk) {
      const known = readers[desk];
      if (known !== undefined) return known;
      const own = clock(desk);
      const readFile = (path: string) => {
        const begin = own.now();
        const bytes = thread.desks.filesOf(desk).read(path, maxFileBytes);
        own.readSince(begin);
        return bytes;
      };
      const made = fieldReader({ maxPixels, readFile, clock: own });
      readers[desk] = made;
      return made;
    },
    clock,
    times: new StageTimes(),
    passThrough: new Set(passThrough),
    schemas: new SchemaReader(),
  };
}
