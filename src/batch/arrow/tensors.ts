import type { FieldSchema, TensorType } from "@millrace/core";
import { countOf } from "@millrace/core/engine";
import type { Data } from "apache-arrow";
import type { BatchTensor } from "../tensor.ts";
import { type ArrowColumn, extension } from "./column.ts";
import { arrow } from "./library.ts";
import { numbers, numberType } from "./numbers.ts";

/** A tensor over its own memory: a plain column, or tensors of fixed or of varying shape, as the schema says. */
export function tensorColumn(schema: FieldSchema, tensor: BatchTensor, size: number): ArrowColumn {
  const dtype = schema.dtype as TensorType;
  if (schema.shape.length === 0) return { type: numberType(dtype), data: numbers(dtype, tensor.data, size) };
  return schema.shape.includes(-1) ? variable(schema, dtype, tensor, size) : fixed(schema, dtype, tensor, size);
}

function fixed({ shape }: FieldSchema, dtype: TensorType, { data }: BatchTensor, size: number): ArrowColumn {
  const { Field, FixedSizeList, makeData } = arrow();
  const width = countOf(shape);
  const type = new FixedSizeList(width, new Field("item", numberType(dtype), false));
  const child = numbers(dtype, data, size * width);
  return {
    type,
    data: makeData({ type, length: size, nullCount: 0, child } as never) as Data,
    metadata: extension("arrow.fixed_shape_tensor", JSON.stringify({ shape })),
  };
}

/** Each row is its numbers and its shape. The rows of one batch have one shape; the column may go on with another. */
function variable(
  { shape }: FieldSchema,
  dtype: TensorType,
  { data, shape: whole }: BatchTensor,
  size: number,
): ArrowColumn {
  const { Field, FixedSizeList, Int32, List, makeData, Struct } = arrow();
  const sizes = whole.slice(1);
  const width = countOf(sizes);
  const listType = new List(new Field("item", numberType(dtype), false));
  const shapeType = new FixedSizeList(shape.length, new Field("item", new Int32(), false));
  const type = new Struct([new Field("data", listType, false), new Field("shape", shapeType, false)]);
  const valueOffsets = Int32Array.from({ length: size + 1 }, (_, row) => row * width);
  const shapes = Int32Array.from({ length: size * shape.length }, (_, i) => sizes[i % shape.length] as number);
  const children = [
    makeData({
      type: listType,
      length: size,
      nullCount: 0,
      valueOffsets,
      child: numbers(dtype, data, size * width),
    } as never),
    makeData({
      type: shapeType,
      length: size,
      nullCount: 0,
      child: numbers("int32", shapes, shapes.length),
    } as never),
  ] as Data[];
  const uniform = shape.map((length) => (length === -1 ? null : length));
  return {
    type,
    data: makeData({ type, length: size, nullCount: 0, children } as never) as Data,
    metadata: extension("arrow.variable_shape_tensor", JSON.stringify({ uniform_shape: uniform })),
  };
}
