import type { TensorType, TypedArrayOf } from "../tensor.ts";

/** One column of some rows, laid out as Arrow has it. */
export interface TableColumn<Type extends TensorType = TensorType> {
  readonly dtype: Type;
  /** Numbers in each row: 1, or the width of a matrix such as features. */
  readonly width: number;
  /** That a row is a list also where it has one number, so that a batch is `[rows, 1]` and not `[rows]`. */
  readonly matrix?: true;
  /** `[rows, width]`, row by row. */
  readonly values: TypedArrayOf[Type];
  /** Bit i % 8 of byte i >> 3 is 1 where row i has a value. Absent: every row has one. */
  readonly validity?: Uint8Array;
  /** What the numbers stand for, where the column holds texts. */
  readonly dictionary?: readonly string[];
}

/** Some rows of a table, column by column: what column transforms take and give. No object stands for a row. */
export interface ColumnBatch {
  readonly length: number;
  readonly columns: Readonly<Record<string, TableColumn>>;
}

/** The shape of a row: none for a number or a text, `[width]` for a list of numbers. */
export function rowShape({ width, matrix }: TableColumn): readonly number[] {
  return width > 1 || matrix === true ? [width] : [];
}

/** Whether a row of a column has a value. */
export function isValid({ validity }: TableColumn, row: number): boolean {
  return validity === undefined || (((validity[row >> 3] as number) >> (row & 7)) & 1) === 1;
}
