import type { FieldType } from "@millrace/core";

/**
 * Samples by number: anything with a length and a `get` is a dataset. Nothing has to be registered or subclassed.
 *
 * The order of the samples must not change while the dataset is in use: a sample's index is its identity.
 */
export interface Dataset<Sample extends object = Record<string, unknown>> {
  /** How many samples there are. */
  readonly length: number;
  /** The sample at an index from 0 to length − 1. Files are best left closed: `imageFile(path)` is read by a worker. */
  get(index: number): Sample | Promise<Sample>;
  /** Several samples at once, in the order of the indices, where that is cheaper: a database, a network. */
  getMany?(
    indices: readonly number[],
  ): readonly (Sample | Promise<Sample>)[] | Promise<readonly (Sample | Promise<Sample>)[]>;
  /** The names of the classes; a label's number is its place in this list. */
  readonly classes?: readonly string[];
  /** Types of its fields, as in the loader's option `schema`, which comes before it. */
  readonly schema?: Readonly<Record<string, FieldType>>;
  /** What this part of the data is for. */
  readonly split?: "train" | "validation" | "test";
  [Symbol.asyncDispose]?(): Promise<void>;
}
