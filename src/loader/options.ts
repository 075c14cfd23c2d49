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
import { collateSchema, type FieldCollate } from "./collating.ts";
import { fieldTypes } from "./field-types.ts";

/** What a loader does with its dataset; all but `batchSize` may be left out. */
export interface DataLoaderOptions<
  Transform extends Step | ColumnTransform | undefined = Step | ColumnTransform | undefined,
  Mixing extends BatchTransform | undefined = BatchTransform | undefined,
  Mode extends "train" | "evaluate" = "train" | "evaluate",
  Schema extends Readonly<Record<string, FieldType>> = Readonly<Record<string, FieldType>>,
  Collate extends Readonly<Record<string, FieldCollate>> = Readonly<Record<string, FieldCollate>>,
> {
  /** Samples in a batch, from 1. */
  readonly batchSize: number;
  /** Draw a new order each epoch. Default false. In evaluation mode the order always stays. */
  readonly shuffle?: boolean;
  /** Decides every draw: a whole number or a text. Default: drawn once; read it as `loader.seed`. */
  readonly seed?: Seed;
  /** Worker threads, 0 to 128; 0 works in the calling thread, with the same bytes. Default: one less than the processors that the process may use, from 1 to 8. */
  readonly workers?: number;
  /** Leave out a last batch that is not full. Default false. */
  readonly dropLast?: boolean;
  /** What happens to each sample; for a dataset of columns a column transform, for all rows of a batch at once. */
  readonly transform?: Transform;
  /** What happens to each batch, such as `mixUp`. */
  readonly batchTransform?: Mixing;
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
}

const whole = (from: number) => z.number().int().min(from);

const schema = z.strictObject({
  batchSize: whole(1).describe("a whole number from 1"),
  shuffle: z.boolean().default(false).describe("true or false"),
  seed: z.union([z.number().int(), z.string()]).optional().describe("a whole number or a text"),
  workers: whole(0).max(128).optional().describe("a whole number from 0 to 128"),
  dropLast: z.boolean().default(false).describe("true or false"),
  transform: z
    .custom<Step | ColumnTransform>((value) => isStep(value) || isColumnTransform(value))
    .optional()
    .describe("a transform or a function (sample, random) => sample"),
  batchTransform: z
    .custom<BatchTransform>((value) => (value as BatchTransform | null)?.type === "batch")
    .optional()
    .describe("a batch transform such as mixUp()"),
  prefetch: whole(1).optional().describe("a whole number of batches from 1"),
  reads: whole(1).max(4096).default(16).describe("a whole number of samples from 1 to 4096"),
  maxBytes: whole(1)
    .default(2 ** 30)
    .describe("a whole number of bytes from 1"),
  layout: z.enum(["NHWC", "NCHW"]).default("NHWC").describe('"NHWC" or "NCHW"'),
  mode: z.enum(["train", "evaluate"]).default("train").describe('"train" or "evaluate"'),
  signal: z.instanceof(AbortSignal).optional().describe("an AbortSignal"),
  schema: fieldTypes,
  collate: collateSchema,
  passThrough: z.array(z.string()).default([]).describe("an array of field names"),
  decode: z.enum(["fast", "exact"]).default("fast").describe('"fast" or "exact"'),
  maxPixels: whole(1).default(50_000_000).describe("a whole number of pixels from 1"),
  maxFileBytes: whole(1).default(defaultMaxFileBytes).describe("a whole number of bytes from 1"),
  /** Checked by itself; it stands here for the names that messages list. */
  resume: z.undefined().optional().describe("what state() returned"),
});

export type CheckedOptions = z.output<typeof schema> & { readonly workers: number; readonly prefetch: number };

/** The options with their defaults. @throws OptionError with option, value and what is allowed. */
export function checkOptions(given: unknown): CheckedOptions {
  if (typeof given !== "object" || given === null) {
    throw new OptionError(`DataLoader: options must be an object such as { batchSize: 64 }, got ${show(given)}`);
  }
  const options = parseOptions("DataLoader", schema, given);
  if (typeof options.transform === "function" && "definition" in options.transform) {
    throw new OptionError(
      `DataLoader: transform is ${options.transform.name} itself; call it: ${options.transform.name}(…)`,
    );
  }
  const workers = options.workers ?? defaultWorkers();
  return { ...options, workers, prefetch: options.prefetch ?? Math.max(1, workers * 2) };
}

/** `availableParallelism` respects the affinity of the process, and a container's quota where Node knows of it. */
function defaultWorkers(): number {
  return Math.max(1, Math.min(8, availableParallelism() - 1));
}
