import type { FieldType, Seed } from "@millrace/core";
import type { Reference } from "../order/reference.ts";

/** Samples, each there or promised. */
export type Samples<Sample extends object> = readonly (Sample | Promise<Sample>)[];

/** What a dataset is told when it is asked to read. */
export interface ReadContext {
  /** The epoch, from 0. */
  readonly epoch: number;
  /** The loader's seed. */
  readonly seed: Seed;
  /** Aborted when nobody waits for the samples any more: the loop was left, or the loader was closed. */
  readonly signal: AbortSignal;
}

/**
 * Samples by number: anything with a length and a `get` is a dataset. Nothing has to be registered or subclassed.
 *
 * The order of the samples must not change while the dataset is in use: a sample's index is its identity.
 *
 * Of `read`, `getMany` and `get` a loader calls the first that is there, on the main thread or, where the dataset was
 * made with `fromModule`, in the workers. Each row of an epoch is asked for once; a sample comes in several rows where a
 * transform makes copies of it, and is asked for as a partner besides where another one meets it.
 */
export interface Dataset<Sample extends object = Record<string, unknown>> {
  /** How many samples there are. */
  readonly length: number;
  /** The sample at an index from 0 to length − 1. Files are best left closed: `imageFile(path)` is read by a worker. */
  get(index: number): Sample | Promise<Sample>;
  /** Several samples of one batch at once, in the order of the indices, where that is cheaper: a database, a network. */
  getMany?(indices: readonly number[]): Samples<Sample> | Promise<Samples<Sample>>;
  /**
   * The general form of `getMany`: several samples of one batch at once, in the order of the references, of which `row`
   * is the index in this dataset.
   */
  read?(references: readonly Reference[], context: ReadContext): Samples<Sample> | Promise<Samples<Sample>>;
  /**
   * Lengths of stretches of samples that are best read together, such as the shards of a file; they sum to `length`. With
   * `shuffle: true` they are shuffled block by block.
   */
  readonly blocks?: readonly number[];
  /** The names of the classes; a label's number is its place in this list. */
  readonly classes?: readonly string[];
  /** Types of its fields, as in the loader's option `schema`, which comes before it. */
  readonly schema?: Readonly<Record<string, FieldType>>;
  /** What this part of the data is for. */
  readonly split?: "train" | "validation" | "test";
  /**
   * Says which data these are: a version, a digest of the listing. Workers that read the dataset themselves compare
   * theirs with the main thread's, and refuse to go on where they differ. Default: length and classes are compared.
   */
  readonly identity?: string | number;
  /**
   * Called when the loader is closed, after its loop and its workers' part have ended: on the main thread, and in each
   * worker that made the dataset with `fromModule`.
   */
  [Symbol.asyncDispose]?(): Promise<void>;
}
