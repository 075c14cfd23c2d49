// What the soak's workers import: datasets and a step on which faults lie.
import { imageFile, tensor } from "millrace";
import type { PictureFile } from "./files.ts";
import { type Mines, step, trap } from "./strike.ts";

/** Photographs and what is called so. */
export const pictures = ({ files, mines }: { readonly files: readonly PictureFile[]; readonly mines: Mines }) => ({
  length: files.length,
  get(index: number) {
    const { path, kind } = files[index] as PictureFile;
    if (kind === "a get that throws") throw new Error("this one cannot be had");
    const sample = { image: imageFile(path), index };
    if (kind === "a get that rejects late") {
      return new Promise<typeof sample>((_, reject) => setTimeout(reject, 3, new Error("this one comes to nothing")));
    }
    return step(mines, index) ?? sample;
  },
});

const width = 48;

/** Rows of numbers, which follow from their index. */
export function numbersOf(index: number) {
  const values = new Float32Array(width);
  for (let i = 0; i < width; i++) values[i] = (index * 31 + i * 7) % 257;
  return { index, values: tensor(values, [width]) };
}

export const numbers = ({ length, mines }: { readonly length: number; readonly mines: Mines }) => ({
  length,
  get: (index: number) => step(mines, index) ?? numbersOf(index),
});

/** The same, many at a time, and waited for. */
export const numbersTogether = ({ length, mines }: { readonly length: number; readonly mines: Mines }) => ({
  length,
  get: (index: number) => numbersOf(index),
  async getMany(indices: readonly number[]) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return indices.map((index) => step(mines, index) ?? numbersOf(index));
  },
});

/** A table that is read column by column. */
export const table = ({ length, mines }: { readonly length: number; readonly mines: Mines }) => ({
  length,
  async readColumns(rows: ArrayLike<number>) {
    const index = new Int32Array(rows.length);
    const value = new Float32Array(rows.length);
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      await step(mines, row);
      index[at] = row;
      value[at] = (row * 31) % 257;
    }
    const columns = {
      index: { dtype: "int32" as const, width: 1, values: index },
      value: { dtype: "float32" as const, width: 1, values: value },
    };
    return { length: rows.length, columns };
  },
});

/** A step on which faults lie. At some samples it always ends in a trap. */
export const mined =
  ({ mines, traps = [] }: { readonly mines: Mines; readonly traps?: readonly number[] }) =>
  <One extends { readonly index: number }>(sample: One): One | Promise<never> => {
    if (traps.includes(sample.index)) trap();
    return step(mines, sample.index) ?? sample;
  };

/** Ready tensors of 64 KiB. */
export const ready = ({ length }: { readonly length: number }) => {
  const values = new Float32Array(2 ** 14).fill(1);
  return { length, get: (index: number) => ({ index, values: tensor(values, [values.length]) }) };
};
