import type { CollatedRows, FieldSchema, LoaderSchema } from "@millrace/core";
import { type ColumnLayout, kindNamed, type RowsColumn } from "@millrace/core/engine";
import type { Data, Field, RecordBatch } from "apache-arrow";
import type { ArrowColumn } from "./arrow/column.ts";
import { arrow } from "./arrow/library.ts";
import { raggedColumn } from "./arrow/ragged.ts";
import { rowsColumn } from "./arrow/rows.ts";
import { jsonColumn, stringColumn } from "./arrow/strings.ts";
import { tensorColumn } from "./arrow/tensors.ts";
import type { BatchField } from "./field.ts";
import { BatchTensor } from "./tensor.ts";

/**
 * A batch's fields as an Arrow record batch. The types of its columns follow from the schema alone, so that the batches
 * of a loader make one stream.
 */
export function toArrow(fields: Readonly<Record<string, BatchField>>, size: number, schema: LoaderSchema): RecordBatch {
  const { makeData, RecordBatch, Schema, Struct } = arrow();
  const columns = schema.map((field) => column(field, fields[field.name] as BatchField, size));
  const struct = makeData({
    type: new Struct(columns.map(({ field }) => field)),
    length: size,
    nullCount: 0,
    children: columns.map(({ data }) => data as Data),
  });
  return new RecordBatch(new Schema(columns.map(({ field }) => field)), struct);
}

interface Named {
  readonly field: Field;
  readonly data: Data;
}

function column(schema: FieldSchema, value: BatchField, size: number): Named {
  const layout = kindNamed(schema.kind).arrow(schema);
  const { type, data, metadata } = build[layout.layout](schema, value as never, size, layout as never);
  const nullable = schema.nullable === true;
  return {
    field: new (arrow().Field)(schema.name, type, nullable, metadata),
    data: nullable ? withMissing(data, value) : data,
  };
}

/** A column with the bits that say which rows have a value; they are not copied where the batch has them. */
function withMissing(data: Data, value: BatchField): Data {
  const bits = value instanceof BatchTensor ? value.validity : presentBits(value as readonly unknown[]);
  const { valueOffsets, values, typeIds } = data;
  // How many are missing, Arrow counts when it is asked.
  return data.clone(data.type, 0, data.length, -1, [valueOffsets, values, bits, typeIds] as never, data.children);
}

function presentBits(values: readonly unknown[]): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  for (const [row, value] of values.entries()) {
    if (value !== null) bits[row >> 3] = (bits[row >> 3] as number) | (1 << (row & 7));
  }
  return bits;
}

type Build = (schema: FieldSchema, value: never, size: number, layout: never) => ArrowColumn;

const build: Readonly<Record<ColumnLayout["layout"], Build>> = {
  tensor: (schema, value: BatchTensor, size) => tensorColumn(schema, value, size),
  rows: (schema, value: CollatedRows, size, layout: { width: number }) => rowsColumn(schema, value, size, layout.width),
  ragged: (schema, value: RowsColumn, size) => raggedColumn(schema, value, size),
  strings: (_schema, value: string[]) => stringColumn(value),
  json: ({ name }, value: unknown[]) => jsonColumn(name, value),
};
