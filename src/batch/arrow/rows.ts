import type { CollatedRows, CompanionType, FieldSchema, TensorType } from "@millrace/core";
import { type CompanionColumn, type RowsColumn, tensorArray } from "@millrace/core/engine";
import type { Data, Field, Struct } from "apache-arrow";
import type { ArrowColumn } from "./column.ts";
import { arrow } from "./library.ts";
import { numbers } from "./numbers.ts";
import { stringColumn } from "./strings.ts";

/**
 * Boxes or points as a list of structs for each sample: `data`, a list of `width` numbers, and `with`, a struct of the
 * companions, where there are some. The type is the same however the batch holds the rows.
 */
export function rowsColumn(schema: FieldSchema, rows: CollatedRows, size: number, width: number): ArrowColumn {
  const { Field, FixedSizeList, Float32, List, makeData, Struct } = arrow();
  const { offsets, takes } = places(rows, size);
  const count = offsets[size] as number;
  const dataType = new FixedSizeList(width, new Field("item", new Float32(), false));
  const values = takes === undefined ? rows.data : taken("float32", rows.data, takes, width);
  const fields: Field[] = [new Field("data", dataType, false)];
  const children = [
    makeData({
      type: dataType,
      length: count,
      nullCount: 0,
      child: numbers("float32", values, count * width),
    } as never) as Data,
  ];
  const companions = Object.entries(schema.with ?? {});
  if (companions.length > 0) {
    const columns = companions.map(([name, type]) =>
      companionColumn(type, rows.with[name] as CompanionColumn, count, takes),
    );
    const type = new Struct(columns.map((column, i) => new Field(companions[i]?.[0] as string, column.type, false)));
    fields.push(new Field("with", type, false));
    children.push(struct(type, count, columns));
  }
  const rowType = new Struct(fields);
  const row = makeData({ type: rowType, length: count, nullCount: 0, children } as never) as Data;
  const type = new List(new Field("item", rowType, false));
  const data = makeData({ type, length: size, nullCount: 0, valueOffsets: offsets, child: row } as never) as Data;
  return { type, data };
}

/** Where the rows of samples lie. */
export interface Places {
  /** Sample i has the rows from `offsets[i]` to `offsets[i + 1]` − 1. */
  readonly offsets: Int32Array;
  /** Which rows are taken, in which order; absent: all, as they lie. */
  readonly takes?: readonly number[];
}

export function places(rows: RowsColumn, size: number): Places {
  if (rows.collate === "ragged") return { offsets: rows.offsets };
  const offsets = new Int32Array(size + 1);
  if (rows.collate === "flat") {
    // Rows follow their samples' order, so counting them is enough.
    for (const sample of rows.sample) offsets[sample + 1] = (offsets[sample + 1] as number) + 1;
    for (let i = 0; i < size; i++) offsets[i + 1] = (offsets[i] as number) + (offsets[i + 1] as number);
    return { offsets };
  }
  const takes: number[] = [];
  rows.lengths.forEach((length, sample) => {
    for (let row = 0; row < length; row++) takes.push(sample * rows.shape[1] + row);
    offsets[sample + 1] = takes.length;
  });
  return { offsets, takes };
}

function companionColumn(
  type: CompanionType,
  values: CompanionColumn,
  count: number,
  takes: readonly number[] | undefined,
): ArrowColumn {
  if (type === "string") {
    const texts = values as string[];
    return stringColumn(takes === undefined ? texts : takes.map((row) => texts[row] as string));
  }
  const all = values as Float32Array;
  const data = numbers(type, takes === undefined ? all : taken(type, all, takes, 1), count);
  return { type: data.type, data };
}

/** The rows that count, without the padding between them. */
function taken(dtype: TensorType, values: Float32Array, takes: readonly number[], width: number): Float32Array {
  const result = tensorArray(dtype, takes.length * width) as Float32Array;
  takes.forEach((row, i) => {
    for (let at = 0; at < width; at++) result[i * width + at] = values[row * width + at] as number;
  });
  return result;
}

function struct(type: Struct, length: number, columns: readonly ArrowColumn[]): Data {
  return arrow().makeData({ type, length, nullCount: 0, children: columns.map(({ data }) => data) } as never) as Data;
}
