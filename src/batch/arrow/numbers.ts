import type { TensorType } from "@millrace/core";
import type { Data, DataType } from "apache-arrow";
import { arrow } from "./library.ts";

const types = {
  float64: "Float64",
  float32: "Float32",
  float16: "Float16",
  int64: "Int64",
  int32: "Int32",
  int16: "Int16",
  int8: "Int8",
  uint32: "Uint32",
  uint16: "Uint16",
  uint8: "Uint8",
  bool: "Bool",
} as const satisfies Readonly<Record<TensorType, string>>;

export function numberType(dtype: TensorType): DataType {
  return new (arrow()[types[dtype]])();
}

/** Numbers over the memory that they are in; Arrow packs bool into bits, so those are copied. */
export function numbers(dtype: TensorType, data: ArrayBufferView, length: number): Data {
  const values = dtype === "bool" ? packed(data as Uint8Array, length) : data;
  return arrow().makeData({ type: numberType(dtype), length, nullCount: 0, data: values } as never) as Data;
}

function packed(flags: Uint8Array, length: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(length / 64) * 8);
  for (let i = 0; i < length; i++) if (flags[i] !== 0) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
  return bits;
}
