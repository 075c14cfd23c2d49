import type { FieldSchema, TensorType } from "@millrace/core";
import type { RowsColumn } from "@millrace/core/engine";
import type { Data } from "apache-arrow";
import type { ArrowColumn } from "./column.ts";
import { arrow } from "./library.ts";
import { numbers, numberType } from "./numbers.ts";
import { places } from "./rows.ts";

/**
 * Tensors that differ in length as a list for each sample: of numbers, or of fixed-size lists where one item holds several.
 * Nothing is copied, bits of bool apart.
 */
export function raggedColumn({ dtype, shape }: FieldSchema, rows: RowsColumn, size: number): ArrowColumn {
  const { Field, FixedSizeList, List, makeData } = arrow();
  const { offsets } = places(rows, size);
  const type = dtype as TensorType;
  const count = offsets[size] as number;
  const { width, data } = rows;
  const all = numbers(type, data, count * width);
  const wide = shape.length > 1;
  const itemType = wide ? new FixedSizeList(width, new Field("item", numberType(type), false)) : numberType(type);
  const items = wide ? makeData({ type: itemType, length: count, nullCount: 0, child: all } as never) : all;
  const listType = new List(new Field("item", itemType, false));
  const list = { type: listType, length: size, nullCount: 0, valueOffsets: offsets, child: items };
  return { type: listType, data: makeData(list as never) as Data };
}
