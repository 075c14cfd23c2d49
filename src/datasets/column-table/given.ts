import type { NumberArray, TensorType } from "@millrace/core";

/** Numbers of a column: one of the classes that hold a tensor type's. */
export type ColumnNumbers = NumberArray | Uint8ClampedArray;

/** A column that is more than one number of its array's type for each row. */
export interface ColumnValues {
  /** `[rows, width]`, row by row. */
  readonly values: ColumnNumbers;
  /** The type of the numbers. Default: the array's own; "float16" (bits in a Uint16Array) and "bool" (0 and 1 in a Uint8Array) are stated. */
  readonly dtype?: TensorType;
  /** Numbers in each row, from 1. Default 1. */
  readonly width?: number;
  /** Bit i % 8 of byte i >> 3 is 1 where row i has a value, as Arrow has it. Default: every row has one. */
  readonly validity?: Uint8Array;
  /** Texts, of which the values, of an integer type of at most 32 bits, are places from 0. Default: the values are numbers. */
  readonly dictionary?: readonly string[];
}

export interface ColumnTableOptions {
  /** What this part of the data is for. Default: not said. */
  readonly split?: "train" | "validation" | "test";
  /** The names of the classes, where a column holds their numbers. Default: none. */
  readonly classes?: readonly string[];
}
