import { OptionError, show } from "@millrace/core";

/**
 * How the rows of a ragged field (boxes, keypoints) of several samples become one value of the batch.
 * `"ragged"`: all rows and an offset for each sample. `"flat"`: all rows and the number of the sample for each.
 * `padTo(n)`: n rows for each sample, and how many of them count.
 */
export type RowCollate = "ragged" | "flat" | PadTo;

export interface PadTo {
  readonly padTo: number;
  readonly value: number;
}

/**
 * Gives every sample `count` rows: missing ones are filled with `value` (default 0).
 *
 * @throws RangeError at the first sample with more rows than `count`.
 */
export function padTo(count: number, { value = 0 }: { value?: number } = {}): PadTo {
  if (!Number.isInteger(count) || count < 1) {
    throw new OptionError(`padTo: count must be a whole number from 1, got ${show(count)}`);
  }
  if (typeof value !== "number") throw new OptionError(`padTo: value must be a number, got ${show(value)}`);
  return { padTo: count, value };
}

/** Companion values in a batch: numbers as typed arrays, booleans as 0 and 1, texts as they are. */
export type CompanionColumn = Float32Array | Int32Array | Uint8Array | string[];
export type CompanionColumns = Readonly<Record<string, CompanionColumn>>;

/** Sample i has the rows from `offsets[i]` to `offsets[i + 1]` − 1. `data` is `[rows, width]`. */
export interface RaggedRows {
  readonly collate: "ragged";
  readonly width: number;
  readonly data: Float32Array<ArrayBuffer>;
  readonly offsets: Int32Array<ArrayBuffer>;
  readonly with: CompanionColumns;
}

/** Row i belongs to sample `sample[i]` of the batch. `data` is `[rows, width]`. */
export interface FlatRows {
  readonly collate: "flat";
  readonly width: number;
  readonly data: Float32Array<ArrayBuffer>;
  readonly sample: Int32Array<ArrayBuffer>;
  readonly with: CompanionColumns;
}

/** `data` is `[batch, count, width]`; of sample i the first `lengths[i]` rows count. Companions are padded alike. */
export interface PaddedRows {
  readonly collate: "padded";
  readonly width: number;
  readonly shape: readonly [number, number, number];
  readonly data: Float32Array<ArrayBuffer>;
  readonly lengths: Int32Array<ArrayBuffer>;
  readonly with: CompanionColumns;
}

export type CollatedRows = RaggedRows | FlatRows | PaddedRows;
