import { kindNamed } from "./index.ts";
import type { Column } from "./kind.ts";
import { stringBytes } from "./string.ts";

/** Bytes that the columns of a batch take: slabs, rows with their companions, texts and values as they are. */
export function columnsBytes(columns: Readonly<Record<string, Column>>): number {
  let bytes = 0;
  for (const column of Object.values(columns)) bytes += columnBytes(column);
  return bytes;
}

function columnBytes(column: Column): number {
  if (Array.isArray(column)) return listBytes(column);
  if ("dtype" in column) return column.data.byteLength + (column.validity?.byteLength ?? 0);
  let bytes = column.data.byteLength;
  for (const part of [column as object, column.with]) {
    for (const values of Object.values(part)) {
      if (ArrayBuffer.isView(values) && values !== column.data) bytes += values.byteLength;
      else if (Array.isArray(values)) bytes += listBytes(values);
    }
  }
  return bytes;
}

function listBytes(values: readonly unknown[]): number {
  const { bytes } = kindNamed("other");
  let sum = 8 * values.length;
  for (const value of values) sum += typeof value === "string" ? stringBytes(value) : bytes(value);
  return sum;
}
