import type { ColumnBatch, FieldType, Json, Seed } from "@millrace/core";
import type { SchemaRequest } from "@millrace/core/engine";
import type { Reference } from "../order/reference.ts";
import type { RowNumbers } from "../order/row-numbers.ts";
import type { PackedRecipe } from "../recipe/packed.ts";
import type { SchemaHandle } from "./schema-handle.ts";

/** A dataset that workers read, and what the main thread's is like: a worker's own must not differ. */
export interface DatasetSpec {
  /** What makes it: a place in the pipeline's table of recipes. */
  readonly recipe: number;
  readonly length: number;
  readonly classes?: readonly string[];
  readonly identity?: string | number;
}

/** What a worker must know of a loader to make its batches; plain data, restored once in each thread. */
export interface PipelineSpec {
  readonly seed: Seed;
  /** Which of several ranks; 0 where there is one. */
  readonly rank: number;
  /** All code of the user's that the pipeline needs; the other parts name it by its place here. */
  readonly recipes: readonly PackedRecipe[];
  /** The policy as JSON, with names for places in the table where a step is code of the user's; absent: decode only. */
  readonly policy?: Json;
  /** The column transform as JSON, alike; a pipeline has one or the other. */
  readonly columns?: Json;
  readonly batchTransform?: Json;
  /** What workers read samples from; absent: plans carry their samples. */
  readonly datasets?: readonly DatasetSpec[];
  /** The caches of the datasets, by a dataset's number: places in the table of recipes. Absent: none of them has one. */
  readonly caches?: readonly (number | undefined)[];
  /** What makes the dataset whose shards workers read: a place in the table of recipes. Absent: they read none. */
  readonly shards?: number;
  /** Samples that a thread may wait for at the same time while they are read. */
  readonly reads: number;
  readonly classes?: readonly string[];
  readonly layout: "NHWC" | "NCHW";
  /** What is stated of fields; what comes of it is the schema of the plans. */
  readonly schema: Readonly<Record<string, FieldType>>;
  /** Functions that put fields together, by field: places in the table of recipes. */
  readonly collate?: Readonly<Record<string, number>>;
  readonly passThrough: readonly string[];
  readonly decode: "fast" | "exact";
  /** The most pixels an image may have. */
  readonly maxPixels: number;
  /** The most bytes a file may have. */
  readonly maxFileBytes: number;
  /** What becomes of a bad sample: its batch fails, goes on without it, or takes a substitute. Default "throw". */
  readonly onError?: "throw" | "skip" | "replace";
  /** Samples are only looked at: what would be put into batches is checked and dropped. */
  readonly inspects?: true;
  /** Milliseconds that a sample may be waited for while it is read, and how often it is asked for again. */
  readonly timeoutMs?: number | undefined;
  readonly maxRetries?: number;
  /** Bytes of working memory above which a thread gives back what it can after a batch. */
  readonly maxWorkerBytes?: number;
}

/** A pipeline as plans carry it: cheap to post, and enough to open it in a worker that has not seen it yet. */
export interface PipelineHandle {
  /** Unique in the process; threads keep what they opened under it. */
  readonly id: number;
  /** The spec, serialized once; absent where the pipeline never leaves its thread. */
  readonly bytes?: SharedArrayBuffer;
  /** Shared memory that its recipes name. */
  readonly buffers: readonly SharedArrayBuffer[];
  /** Milliseconds that the making of one sample may take; absent: any time. */
  readonly timeoutMs?: number | undefined;
  /** How often a plan is tried again that a thread died of, or overran with, while it had nothing beside it. Default 2. */
  readonly maxRetries?: number | undefined;
}

/** One sample of a plan. */
export interface PlannedSample extends Reference {
  /** The sample itself, where the main thread reads the dataset. */
  readonly sample?: Record<string, unknown>;
  readonly partners?: Readonly<Record<string, readonly PlannedSample[]>>;
  /** What takes its place where it is bad, one after another, as far as that is known before. */
  readonly substitutes?: readonly PlannedSample[];
}

/** What one batch needs; made on the main thread, carried out by one worker. */
export interface Plan {
  readonly pipeline: PipelineHandle;
  readonly epoch: number;
  /** The number of the batch in its epoch. */
  readonly batch: number;
  readonly samples: readonly PlannedSample[];
  /** Rows that are left out of the batch, because workers died of them. */
  readonly without?: readonly number[];
  /** The fields that the batch is to have, before its batch transform. */
  readonly schema: SchemaHandle;
  /** Set to 1 by the main thread when nobody waits for the batch any more. */
  readonly cancelled: Int32Array;
  /**
   * Up to which batch may be made, in shared memory: samples or columns of a later one may be read already. Absent: this
   * one may be made.
   */
  readonly allowed?: Int32Array;
}

/** What one batch of columns needs: rows as lists of numbers, and no object for any of them. */
export interface ColumnPlan extends Omit<Plan, "samples"> {
  readonly rows: RowNumbers;
  /** The rows themselves, where the main thread reads the dataset. */
  readonly columns?: ColumnBatch;
}

/** A look at one row before there is a schema; a plan whose batch is never made. */
export interface ColumnLookPlan extends ColumnPlan {
  readonly look: SchemaRequest;
}

/** A plan of either kind of work: of samples or of columns. */
export type AnyPlan = Plan | ColumnPlan;
export type AnyLookPlan = LookPlan | ColumnLookPlan;

/** A look at a sample before there is a schema; a plan of one sample whose batch is never made. */
export interface LookPlan extends Plan {
  /** What the loader's options say of fields. */
  readonly look: SchemaRequest;
}
