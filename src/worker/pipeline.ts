import type { FieldType, Json, LoaderSchema, Seed } from "@millrace/core";
import type { RowCollate } from "@millrace/core/engine";
import type { Recipe } from "../recipe.ts";

/** What a worker must know of a loader to make its batches; plain data. Sent with every plan, restored once. */
export interface PipelineSpec {
  /** Unique in the process; workers keep what they restored under it. */
  readonly id: number;
  readonly seed: Seed;
  /** The policy as JSON, with recipes where it is code of the user's; absent: decode only. */
  readonly policy?: Json;
  readonly batchTransform?: { readonly name: string; readonly options: Json } | { readonly recipe: Recipe };
  /** Where samples come from when workers read them; absent: plans carry their samples. */
  readonly dataset?: Recipe;
  readonly classes?: readonly string[];
  readonly layout: "NHWC" | "NCHW";
  /** What is stated of fields; what comes of it is the schema of the plans. */
  readonly schema: Readonly<Record<string, FieldType>>;
  readonly collate: Readonly<Record<string, RowCollate>>;
  readonly passThrough: readonly string[];
  readonly decode: "fast" | "exact";
  /** The most pixels an image may have. */
  readonly maxPixels: number;
  /** The most bytes a file may have. */
  readonly maxFileBytes: number;
}

/** One sample of a plan. */
export interface PlannedSample {
  /** The sample's index in the loader's dataset: what keys its draws. */
  readonly index: number;
  /** Its index in the dataset that workers read, where the loader's is a part of that one. */
  readonly source?: number;
  /** 0 in a permutation; the global position when sampling with replacement. */
  readonly copy: number;
  /** The sample itself, where the main thread reads the dataset. */
  readonly sample?: Record<string, unknown>;
}

/** What one batch needs; made on the main thread, carried out by one worker. */
export interface Plan {
  readonly pipeline: PipelineSpec;
  readonly epoch: number;
  /** The number of the batch in its epoch, over all ranks. */
  readonly batch: number;
  readonly samples: readonly PlannedSample[];
  /** The fields that the batch is to have, before its batch transform. */
  readonly schema: LoaderSchema;
  /** Set to 1 by the main thread when nobody waits for the batch any more. */
  readonly cancelled: Int32Array;
}
