import type { TypedArrayOf } from "../tensor.ts";

/** Companion values in a batch, of the type that the schema says; texts as they are. */
export type CompanionColumn = TypedArrayOf[keyof TypedArrayOf] | string[];
export type CompanionColumns = Readonly<Record<string, CompanionColumn>>;

type AnyNumbers = TypedArrayOf[keyof TypedArrayOf];

/**
 * Sample i has the rows from `offsets[i]` to `offsets[i + 1]` − 1. `data` is `[rows, width]`. Rows of tensors have the type
 * that the schema says, and no companions; `width` is the numbers of one item along the first axis.
 */
export interface RaggedRows<Data extends AnyNumbers = Float32Array<ArrayBuffer>> {
  readonly collate: "ragged";
  readonly width: number;
  readonly data: Data;
  readonly offsets: Int32Array<ArrayBuffer>;
  readonly with: CompanionColumns;
}

/** Row i belongs to sample `sample[i]` of the batch. `data` is `[rows, width]`. */
export interface FlatRows<Data extends AnyNumbers = Float32Array<ArrayBuffer>> {
  readonly collate: "flat";
  readonly width: number;
  readonly data: Data;
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

/** Boxes or points of a batch, as the option `collate` has them put together. */
export type CollatedRows = RaggedRows | FlatRows | PaddedRows;

/** Rows of a batch, those of tensors among them. */
export type RowsColumn = RaggedRows<AnyNumbers> | FlatRows<AnyNumbers> | PaddedRows;
