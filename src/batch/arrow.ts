import type { TensorType } from "@millrace/core";
import {
  type Data,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Int32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Uint8,
  Uint16,
  vectorFromArray,
} from "apache-arrow";
import type { CollatedRows } from "../collate/collate.ts";
import type { BatchField } from "./batch.ts";
import { BatchTensor } from "./tensor.ts";

const types = { float32: Float32, uint8: Uint8, uint16: Uint16, int32: Int32 } as const;

interface ArrowColumn {
  readonly field: Field;
  readonly data: Data;
}

/**
 * A batch's fields as an Arrow record batch. Tensors keep their memory: a column of one number a sample is a plain
 * column, anything larger a FixedSizeList with the canonical extension type `arrow.fixed_shape_tensor`
 * (https://arrow.apache.org/docs/format/CanonicalExtensions.html#fixed-shape-tensor). Texts and ragged rows are built anew.
 */
export function toArrow(fields: Readonly<Record<string, BatchField>>, size: number): RecordBatch {
  const columns: ArrowColumn[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof BatchTensor) columns.push(tensorColumn(name, value, size));
    else if (Array.isArray(value)) columns.push(listColumn(name, value));
    else columns.push(listColumn(name, rowsOf(value as CollatedRows, size)));
  }
  const schema = new Schema(columns.map(({ field }) => field));
  const struct = makeData({
    type: new Struct(columns.map(({ field }) => field)),
    length: size,
    nullCount: 0,
    children: columns.map(({ data }) => data),
  });
  return new RecordBatch(schema, struct);
}

function tensorColumn(name: string, { dtype, shape, data }: BatchTensor, size: number): ArrowColumn {
  const valueType = new types[dtype as TensorType]();
  const sampleShape = shape.slice(1);
  if (sampleShape.length === 0) {
    return { field: new Field(name, valueType, false), data: numbers(valueType, data, size) };
  }
  const width = sampleShape.reduce((product, length) => product * length, 1);
  const type = new FixedSizeList(width, new Field("item", valueType, false));
  const metadata = new Map([
    ["ARROW:extension:name", "arrow.fixed_shape_tensor"],
    ["ARROW:extension:metadata", JSON.stringify({ shape: sampleShape })],
  ]);
  const child = numbers(valueType, data, size * width);
  return {
    field: new Field(name, type, false, metadata),
    data: makeData({ type, length: size, nullCount: 0, child } as never) as Data,
  };
}

/** A column of numbers over the memory that they are in. */
function numbers(type: DataType, data: BatchTensor["data"], length: number): Data {
  return makeData({ type, length, nullCount: 0, data } as never) as Data;
}

function listColumn(name: string, values: readonly unknown[]): ArrowColumn {
  const vector = vectorFromArray(values as never);
  const [data] = vector.data;
  if (data === undefined) throw new TypeError(`the field "${name}" cannot be written as Arrow`);
  return { field: new Field(name, data.type as DataType, true), data: data as Data };
}

/** Each sample's rows as arrays of numbers. */
function rowsOf(rows: CollatedRows, size: number): number[][][] {
  const { width, data } = rows;
  const row = (position: number) => Array.from(data.subarray(position * width, (position + 1) * width));
  const range = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => row(start + i));
  if (rows.collate === "ragged") {
    return Array.from({ length: size }, (_, i) => range(rows.offsets[i] as number, rows.offsets[i + 1] as number));
  }
  if (rows.collate === "padded")
    return Array.from({ length: size }, (_, i) => range(i * rows.shape[1], (i + 1) * rows.shape[1]));
  const samples: number[][][] = Array.from({ length: size }, () => []);
  rows.sample.forEach((sample, position) => {
    samples[sample]?.push(row(position));
  });
  return samples;
}
