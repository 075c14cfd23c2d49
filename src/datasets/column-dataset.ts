import type { ColumnBatch, ColumnContext } from "@millrace/core";
import type { NumberList } from "../order/row-numbers.ts";
import type { Dataset, ReadContext } from "./dataset.ts";

/** What a dataset of columns is told when it is asked to read. */
export interface ColumnReadContext extends ReadContext {
  /**
   * Memory for values, not cleared: in workers it may be written again when the batch is finished. What is returned may
   * lie in it, and need not.
   */
  readonly allocate: ColumnContext["allocate"];
}

/**
 * Rows of a table by number, column by column: anything with a length and a `readColumns` is one. No object stands for
 * a row. As with samples, the order of the rows must not change while the dataset is in use.
 *
 * It is read on the main thread, or in the workers where it was made with `fromModule` or `columnTable`.
 */
export interface ColumnDataset {
  /** How many rows there are. */
  readonly length: number;
  /**
   * Rows of one batch, in the order of their numbers, each from 0 to length − 1; every row is asked for once an epoch.
   * The same columns each time, of the same types; one that can miss values has a `validity` each time.
   */
  readColumns(rows: NumberList, context: ColumnReadContext): ColumnBatch | Promise<ColumnBatch>;
  /** As {@link Dataset.blocks}: such as the row groups of a file. */
  readonly blocks?: readonly number[];
  /** The names of the classes, where a column holds their numbers. */
  readonly classes?: readonly string[];
  /** What this part of the data is for. */
  readonly split?: "train" | "validation" | "test";
  /** As {@link Dataset.identity}. */
  readonly identity?: string | number;
  [Symbol.asyncDispose]?(): Promise<void>;
}

/** A dataset with a length: of samples or of columns. */
export type ListedDataset = Dataset<object> | ColumnDataset;

/** Whether a dataset gives columns. */
export function isColumnDataset(dataset: unknown): dataset is ColumnDataset {
  return typeof (dataset as Partial<ColumnDataset> | null | undefined)?.readColumns === "function";
}
