import { availableParallelism } from "node:os";
import {
  type BatchTransform,
  type ColumnTransform,
  type FieldType,
  isColumnTransform,
  isStep,
  OptionError,
  parseOptions,
  type Seed,
  type Step,
  show,
} from "@millrace/core";
import { z } from "zod";
import { defaultMaxFileBytes } from "../decode/limits.ts";
import type { Budget } from "../order/budget.ts";
import type { Tail } from "../order/global-batches.ts";
import type { Shard } from "../order/shard.ts";
import { isBudget } from "../samplers/budgets.ts";
import { isOwnSampler, type OwnSampler, ownSampler } from "../samplers/own.ts";
import { isSampler, type Sampler } from "../samplers/sampler.ts";
import { defaultRetries } from "../worker/deaths.ts";
import type { BadSample } from "./bad-samples.ts";
import { type BatchSizes, batchSizes } from "./batch-sizes.ts";
import { collateSchema, type FieldCollate } from "./collating.ts";
import { fieldTypes } from "./field-types.ts";
import { type ShardOption, shardOf } from "./shard-of.ts";

/** A shuffle within windows. */
export interface ShuffleOptions {
  /** Samples, or positions, that are shuffled together, from 1. */
  readonly window: number;
  /** Rows that lie together: so many in each block, or the lengths of the blocks. Not for iterables. */
  readonly blocks?: number | ArrayLike<number> | undefined;
}

/** What a loader does with its dataset; all but `batchSize` (or `globalBatchSize`) may be left out. */
export interface DataLoaderOptions<
  Transform extends Step | ColumnTransform | undefined = Step | ColumnTransform | undefined,
  Mixing extends BatchTransform | undefined = BatchTransform | undefined,
  Mode extends "train" | "evaluate" = "train" | "evaluate",
  Schema extends Readonly<Record<string, FieldType>> = Readonly<Record<string, FieldType>>,
  Collate extends Readonly<Record<string, FieldCollate>> = Readonly<Record<string, FieldCollate>>,
> {
  /** Samples in a batch, from 1; of one rank, where there are several. Or what a batch may cost: `maxTokens(lengths, 16_384)`. With the sampler `pack` bins, each of several samples. */
  readonly batchSize?: number | Budget;
  /**
   * Samples in a batch over all ranks, in place of `batchSize`. It need not be a multiple of their number: then some
   * ranks get one sample more than others. The batches of all ranks together are the same for any number of ranks.
   */
  readonly globalBatchSize?: number | Budget;
  /**
   * Which of several ranks that train together this loader works for. Every rank has equally many batches, and its rows
   * are neighbours in the batch of all. Default: `RANK` of `WORLD_SIZE` where these environment variables are set and
   * the data are for training (one line says so); "env" asks for them whatever the data are for; false: all data. Ranks
   * need one seed, so it must be given. For ranks that share a replica of the model see `dataParallelShard`.
   */
  readonly shard?: ShardOption;
  /**
   * Draw a new order each epoch, of all samples (true) or within windows. `{ window }` is for an iterable, of which so many
   * samples are read and shuffled at a time. `{ blocks, window }` is for data of which neighbours are read together, such
   * as row groups of a file: blocks of so many rows (or of the lengths in a list) come in a new order, and `window`
   * positions of that are shuffled at a time. A dataset that states its `blocks` is shuffled so with true, by windows of
   * 65,536. Of a dataset of shards true is a new order of the shards, and `{ window }` mixes their samples besides.
   * Default false. In evaluation mode the order always stays.
   */
  readonly shuffle?: boolean | ShuffleOptions;
  /**
   * Which samples come, how often, or which are together in a batch: `weighted`, `classBalanced`, `stratified`, `repeat`,
   * `bucketByLength`, `pack`, `batchesOf`, or one of your own, `{ batches, at(batch) }`. Samplers that change how often samples
   * come are for training: in evaluation mode each comes once. Default: every sample once.
   */
  readonly sampler?: Sampler | OwnSampler;
  /** Decides every draw: a whole number or a text. Default: drawn once; read it as `loader.seed`. */
  readonly seed?: Seed;
  /** Worker threads, 0 to 128; 0 works in the calling thread, with the same bytes. Default: one less than the processors that the process may use, from 1 to 8. */
  readonly workers?: number;
  /**
   * What becomes of a last batch that is not full: it comes as it is ("partial", the default), is left out ("drop"), or
   * is filled up with its own samples over again ("pad"; `batch.padding` says how many of its rows).
   */
  readonly tail?: Tail;
  /** Leave out a last batch that is not full: `tail: "drop"` in another word. Default false. */
  readonly dropLast?: boolean;
  /** What happens to each sample; for a dataset of columns a column transform, for all rows of a batch at once. */
  readonly transform?: Transform;
  /** What happens to each batch, such as `mixUp`. */
  readonly batchTransform?: Mixing;
  /**
   * Whether batches come in their order. With false each comes as soon as it is ready, so that one slow sample holds up no
   * other batch; `batch.number` says which it is. A resume gives each of the others exactly once. Which comes when depends
   * on the machine then, and so the course of a training; up to 1,024 batches may overtake one. Default true.
   */
  readonly ordered?: boolean;
  /**
   * Whether the first batches of the next epoch are made while the last ones of this are used, so that no epoch begins
   * with a wait: as many as `prefetch` and `maxBytes` allow. Only for datasets with a length and with workers. Default: true for training
   * data, false in evaluation mode and where the dataset says that it is for validation or testing.
   */
  readonly ahead?: boolean;
  /** Batches that may be in the making or ready, beyond the one that was handed out, from 1. Default: two for each worker, one where there is none. */
  readonly prefetch?: number;
  /**
   * Samples that may be read at the same time for each worker, where reading is waited for: a `get` that returns a
   * promise. Each row of a `read` or `getMany` counts as one; a `readColumns` does, whatever its rows. Their number and
   * `maxBytes` bound how far reads run ahead of `prefetch`. From 1 to 4096, default 16.
   */
  readonly reads?: number;
  /**
   * Bytes that batches in the making, ready and in use, samples that were read and are on their way, recycled memory and
   * the workers' working memory may take together. Default 1 GiB.
   */
  readonly maxBytes?: number;
  /**
   * Bytes of working memory that one worker may keep after a batch: its kernel memory, and what files and finished samples
   * wait in; not what a transform of yours holds. A worker above it gives back what lies idle. Kernel memory cannot
   * shrink, so where that does not do, the worker carries out what it has begun and another takes its place. No byte of a
   * batch changes. Default: no bound but `maxBytes`. With `workers: 0` only what lies idle is given back.
   */
  readonly maxWorkerBytes?: number;
  /** Images as [batch, height, width, channels] (default) or [batch, channels, height, width]. */
  readonly layout?: "NHWC" | "NCHW";
  /** "evaluate" replaces every transform by its deterministic counterpart and mixes nothing. Default "train". */
  readonly mode?: Mode;
  /** Ends the loader as `close` does; a loop that waits rejects with the signal's reason. It keeps no loader alive that nobody waits for. */
  readonly signal?: AbortSignal;
  /**
   * What fields are to be: the type of their numbers, such as "int64", or `{ dtype, shape, with }`, in which −1 stands
   * for a size that differs from sample to sample and `with` gives the types of companions of boxes and keypoints. What
   * is not stated follows from the data set's first sample: plain numbers are float32, typed arrays keep their type.
   */
  readonly schema?: Schema;
  /**
   * How what differs in length from sample to sample is put together: boxes and keypoints "ragged" (default), "flat", or
   * filled up by `pad()` to the longest of the batch or by `padTo(n)`; tensors likewise, along their first axis or, with
   * `pad({ axes })`, along others. Default for tensors: samples must stack. A function of the values of a batch makes a
   * tensor of any field that holds no pixels; what comes out is stated by its property `schema`, or in the option `schema`,
   * and where there are workers `fromModule` must have made it.
   */
  readonly collate?: Collate;
  /** Fields that no transform sees. */
  readonly passThrough?: readonly string[];
  /**
   * "fast" (default) decodes a JPEG at 1/2, 1/4 or 1/8 where the first resize shrinks at least as much, an approximation;
   * "exact" always decodes at full scale. Both decode only the region that the first steps need, which changes no byte.
   */
  readonly decode?: "fast" | "exact";
  /** The most pixels an image may have, checked on its header, and a picture between two steps. Default 50 million. */
  readonly maxPixels?: number;
  /** The most bytes an image or mask file may have; a larger one is refused before it is read. Default 256 MiB. */
  readonly maxFileBytes?: number;
  /**
   * What happens when a sample cannot be read, decoded or transformed, or does not fit the schema. "throw" (default): its
   * batch is an error. "skip": its batch is shorter; one of which nothing is left does not come. "replace": another
   * sample of the dataset takes its place, drawn by seed, epoch and the row's position, up to five one after another;
   * `batch.references` has what was delivered. Nothing else shifts, and no other draw changes. `loader.report()` lists
   * bad samples. Errors of batch-wide steps and batch transforms, and of samples that do not stack, are no sample's and are
   * thrown; to tell, each sample's values are put together by themselves once more, which costs as much again. A sample
   * that a worker dies of, `maxRetries` times and once more, is bad where it can be told which it is. Not for datasets of columns, and "replace" not for iterables.
   */
  readonly onError?: "throw" | "skip" | "replace";
  /** Bad samples that a stream may have, from 0, before it is an error after all. Default: any number. */
  readonly maxErrors?: number;
  /** The share of bad samples among those seen, 0 to 1, that a stream may have, looked at from 100 samples on. Default 0.1. */
  readonly maxErrorRate?: number;
  /**
   * Milliseconds that the making of one sample may take, from 1. A worker that stands still with a sample for longer, in
   * an endless loop of a `get` or a transform, is ended and replaced, and what it held is made again; a promise of a
   * `get`, `getMany` or `read` that is not kept in time is asked for again. After `maxRetries` it is an error that says
   * timeout; of a promise it is the sample's, with `onError` as its consequence. It is noticed within twice the time, behind an `await` of the dataset within three times, half a second at least.
   * Default: no limit, since nobody but you knows how long a sample may take. With `workers: 0`, or where the main thread
   * reads, code that does not return cannot be interrupted; a promise of a `get` is timed out there too. Be generous: a worker's
   * first sample loads decoders, too. Steps that serve a whole batch, batch transforms and iterables have no deadline. Not for datasets of columns.
   */
  readonly timeoutMs?: number;
  /**
   * How often a batch is tried again that a worker died of, or overran with, while it made nothing beside it; and a
   * promised sample that did not come within `timeoutMs`. From 0 to 100, default 2. Then it is an error that names the
   * samples.
   */
  readonly maxRetries?: number;
}

const whole = (from: number) => z.number().int().min(from);

const size = z.union([whole(1), z.custom<Budget>(isBudget)]);
const blocks = z.union([whole(1), z.custom<ArrayLike<number>>(isBlocks)]);

const schema = z.strictObject({
  batchSize: size.optional().describe("a whole number from 1, or a budget such as maxTokens(lengths, 16384)"),
  globalBatchSize: size.optional().describe("a whole number from 1, or a budget such as maxTokens(lengths, 16384)"),
  shard: z
    .union([z.literal(false), z.literal("env"), z.custom<Shard>(isShard)])
    .optional()
    .describe('{ index, count } with 0 ≤ index < count, "env" or false'),
  shuffle: z
    .union([z.boolean(), z.strictObject({ window: whole(1), blocks: blocks.optional() })])
    .default(false)
    .describe("true, false or { window, blocks } of whole numbers from 1"),
  sampler: z
    .union([z.custom<Sampler>(isSampler), z.custom<OwnSampler>(isOwnSampler).transform(ownSampler)])
    .optional()
    .describe("a sampler such as weighted(weights), or one of your own with batches and at"),
  seed: z.union([z.number().int(), z.string()]).optional().describe("a whole number or a text"),
  workers: whole(0).max(128).optional().describe("a whole number from 0 to 128"),
  tail: z.enum(["partial", "drop", "pad"]).optional().describe('"partial", "drop" or "pad"'),
  dropLast: z.boolean().optional().describe("true or false"),
  transform: z
    .custom<Step | ColumnTransform>((value) => isStep(value) || isColumnTransform(value))
    .optional()
    .describe("a transform or a function (sample, random) => sample"),
  batchTransform: z
    .custom<BatchTransform>((value) => (value as BatchTransform | null)?.type === "batch")
    .optional()
    .describe("a batch transform such as mixUp()"),
  ordered: z.boolean().default(true).describe("true or false"),
  ahead: z.boolean().optional().describe("true or false"),
  prefetch: whole(1).optional().describe("a whole number of batches from 1"),
  reads: whole(1).max(4096).default(16).describe("a whole number of samples from 1 to 4096"),
  maxBytes: whole(1)
    .default(2 ** 30)
    .describe("a whole number of bytes from 1"),
  maxWorkerBytes: whole(1).optional().describe("a whole number of bytes from 1"),
  layout: z.enum(["NHWC", "NCHW"]).default("NHWC").describe('"NHWC" or "NCHW"'),
  mode: z.enum(["train", "evaluate"]).default("train").describe('"train" or "evaluate"'),
  signal: z.instanceof(AbortSignal).optional().describe("an AbortSignal"),
  schema: fieldTypes,
  collate: collateSchema,
  passThrough: z.array(z.string()).default([]).describe("an array of field names"),
  decode: z.enum(["fast", "exact"]).default("fast").describe('"fast" or "exact"'),
  maxPixels: whole(1).default(50_000_000).describe("a whole number of pixels from 1"),
  maxFileBytes: whole(1).default(defaultMaxFileBytes).describe("a whole number of bytes from 1"),
  onError: z.enum(["throw", "skip", "replace"]).default("throw").describe('"throw", "skip" or "replace"'),
  maxErrors: whole(0).optional().describe("a whole number of samples from 0"),
  maxErrorRate: z.number().min(0).max(1).optional().describe("a share from 0 to 1"),
  timeoutMs: whole(1)
    .max(2 ** 31 - 1)
    .optional()
    .describe("a whole number of milliseconds from 1"),
  maxRetries: whole(0).max(100).default(defaultRetries).describe("a whole number from 0 to 100"),
  /** Checked by itself; it stands here for the names that messages list. */
  resume: z.undefined().optional().describe("what state() returned"),
});

/** Under this name a loader is told that it only looks at samples: what it makes of them is checked and dropped. */
export const inspection = Symbol("inspection");

/** What hears of every bad sample. */
export interface Inspection {
  readonly heard: (sample: BadSample) => void;
}

export type CheckedOptions = Omit<z.output<typeof schema>, "ahead" | "dropLast" | keyof BatchSizes | "shard"> &
  BatchSizes & {
    readonly workers: number;
    readonly prefetch: number;
    readonly ahead: boolean;
    readonly shard: Shard;
    readonly inspection?: Inspection | undefined;
  };

/** Whether a value is a list of the lengths of blocks. */
function isBlocks(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("length" in value)) return false;
  const lengths = value as ArrayLike<unknown>;
  for (let i = 0; i < lengths.length; i++)
    if (!(Number.isSafeInteger(lengths[i]) && (lengths[i] as number) >= 1)) return false;
  return lengths.length > 0;
}

function isShard(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { index, count, ...others } = value as Record<string, unknown>;
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(count) || Object.keys(others).length > 0) return false;
  return (index as number) >= 0 && (index as number) < (count as number);
}

/**
 * The options with their defaults.
 *
 * @param split what the dataset says that it is for.
 * @throws OptionError with option, value and what is allowed.
 */
export function checkOptions(given: unknown, split?: "train" | "validation" | "test"): CheckedOptions {
  if (typeof given !== "object" || given === null) {
    throw new OptionError(`DataLoader: options must be an object such as { batchSize: 64 }, got ${show(given)}`);
  }
  const options = parseOptions("DataLoader", schema, given);
  if (typeof options.transform === "function" && "definition" in options.transform) {
    throw new OptionError(
      `DataLoader: transform is ${options.transform.name} itself; call it: ${options.transform.name}(…)`,
    );
  }
  for (const name of ["maxErrors", "maxErrorRate"] as const) {
    if (options[name] === undefined || options.onError !== "throw") continue;
    throw new OptionError(
      `DataLoader: ${name} is for onError: "skip" or "replace", and with "throw" the first bad sample is an error; state onError, or leave ${name} out`,
    );
  }
  const shard = shardOf({ shard: options.shard, mode: options.mode, split });
  const { dropLast: _, ...others } = options;
  const workers = options.workers ?? defaultWorkers();
  const prefetch = options.prefetch ?? Math.max(1, workers * 2);
  const inspected = (given as { [inspection]?: Inspection })[inspection];
  const sizes = batchSizes(options, shard);
  // What memory is foretold by: rows, and not bins of them.
  const batchSize = Math.ceil(sizes.batchSize * (options.sampler?.packs ?? 1));
  const trains = options.mode === "train" && (split === undefined || split === "train");
  const ahead = options.ahead ?? trains;
  return { ...others, ...sizes, batchSize, shard, workers, prefetch, ahead, inspection: inspected };
}

/** `availableParallelism` respects the affinity of the process, and a container's quota where Node knows of it. */
function defaultWorkers(): number {
  return Math.max(1, Math.min(8, availableParallelism() - 1));
}
