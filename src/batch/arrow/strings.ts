import type { Data } from "apache-arrow";
import { type ArrowColumn, extension } from "./column.ts";
import { arrow } from "./library.ts";

const encoder = new TextEncoder();

/** Texts as Utf8; one that is missing takes no bytes. */
export function stringColumn(values: readonly (string | null)[]): ArrowColumn {
  const { makeData, Utf8 } = arrow();
  const encoded = values.map((value) => encoder.encode(value ?? ""));
  const valueOffsets = new Int32Array(values.length + 1);
  encoded.forEach((bytes, row) => {
    valueOffsets[row + 1] = (valueOffsets[row] as number) + bytes.length;
  });
  const data = new Uint8Array(valueOffsets[values.length] as number);
  encoded.forEach((bytes, row) => {
    data.set(bytes, valueOffsets[row]);
  });
  const type = new Utf8();
  return { type, data: makeData({ type, length: values.length, nullCount: 0, valueOffsets, data } as never) as Data };
}

/**
 * Values of no kind as JSON texts: their own types would differ from batch to batch.
 *
 * @throws TypeError for a value that JSON cannot say.
 */
export function jsonColumn(name: string, values: readonly unknown[]): ArrowColumn {
  const texts = values.map((value, row) => {
    try {
      return JSON.stringify(value) ?? "null";
    } catch (cause) {
      throw new TypeError(
        `the field "${name}" of sample ${row} of the batch cannot be written as Arrow: ${cause instanceof Error ? cause.message : cause}`,
        { cause },
      );
    }
  });
  return { ...stringColumn(texts), metadata: extension("arrow.json", "") };
}
