import { z } from "zod";
import { float16Value } from "../float16.ts";
import { suggestion } from "../nearest-name.ts";
import type { TensorType } from "../tensor.ts";
import { type ColumnBatch, isValid, type TableColumn } from "./column-batch.ts";
import { defineColumnTransform } from "./column-transform.ts";

/**
 * Puts columns of numbers side by side into one matrix of 32-bit floats, `[rows, columns]`, named `as` (default
 * "features"): what a model takes. The columns themselves go. Missing values become NaN.
 *
 * @throws TypeError for a column that is not there or holds texts, and where `as` is the name of a column that stays.
 */
export const stackColumns = defineColumnTransform({
  domain: "tabular",
  name: "stackColumns",
  summary: "Puts columns of numbers side by side into one matrix.",
  options: z.strictObject({
    columns: z.array(z.string()).min(1).describe("a list of names of columns, in the order of the matrix"),
    as: z.string().min(1).default("features").describe("a name for the matrix"),
  }),
  changes: [],
  evaluation: "same",
  intensity: "fixed",
  apply: (batch, context, { columns: names, as }) => {
    const width = names.reduce((sum, name) => sum + columnNamed(batch, name).width, 0);
    const values = context.allocate("float32", batch.length * width);
    let offset = 0;
    for (const name of names) {
      const column = columnNamed(batch, name);
      scatter(column, batch.length, values, offset, width);
      if (mayRound.has(column.dtype)) checkWhole(name, column, batch.length, values, offset, width);
      offset += column.width;
    }
    const rest = Object.fromEntries(Object.entries(batch.columns).filter(([name]) => !names.includes(name)));
    if (Object.hasOwn(rest, as)) {
      throw new TypeError(`there is a column "${as}" beside those that are stacked; name the matrix otherwise with as`);
    }
    return { length: batch.length, columns: { ...rest, [as]: { dtype: "float32", width, matrix: true, values } } };
  },
});

/** Whole numbers beyond 2²⁴ are not all there among 32-bit floats. */
const mayRound: ReadonlySet<TensorType> = new Set(["int32", "uint32", "int64"] as const);

function checkWhole(
  name: string,
  column: TableColumn,
  rows: number,
  matrix: Float32Array,
  offset: number,
  stride: number,
): void {
  const { values, width, dtype } = column;
  for (let row = 0; row < rows; row++) {
    for (let part = 0; part < width; part++) {
      const value = values[row * width + part] as number | bigint;
      const stored = matrix[row * stride + offset + part] as number;
      // biome-ignore lint/suspicious/noDoubleEquals: a bigint equals the float that holds it exactly.
      if (value == stored || !isValid(column, row)) continue;
      throw new RangeError(
        `the column "${name}" holds ${value} (${dtype}), which as a 32-bit float would be ${stored}; leave the column out of the matrix, or give it as floats where that is near enough`,
      );
    }
  }
}

function columnNamed({ columns }: ColumnBatch, name: string): TableColumn {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (column === undefined) {
    const known = Object.keys(columns);
    throw new TypeError(
      `there is no column "${name}".${suggestion(name, known)} Columns: ${known.join(", ") || "none"}`,
    );
  }
  if (column.dictionary !== undefined)
    throw new TypeError(`the column "${name}" holds texts, and a matrix holds numbers`);
  return column;
}

/** Writes a column into every row of a matrix, from `offset` on. */
function scatter(
  { dtype, values: source, width, validity }: TableColumn,
  rows: number,
  target: Float32Array,
  offset: number,
  stride: number,
): void {
  // Halves are held as their bits.
  const values =
    dtype === "float16" ? Float32Array.from(source as Uint16Array, float16Value) : (source as Float32Array);
  for (let part = 0; part < width; part++) {
    for (let row = 0, from = part, to = offset + part; row < rows; row++, from += width, to += stride) {
      target[to] = Number(values[from]);
    }
  }
  if (validity === undefined) return;
  for (let row = 0; row < rows; row++) {
    if ((((validity[row >> 3] as number) >> (row & 7)) & 1) === 1) continue;
    for (let part = 0; part < width; part++) target[row * stride + offset + part] = Number.NaN;
  }
}
