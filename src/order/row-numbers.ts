import type { Reference } from "./reference.ts";

/** Numbers of rows: 4 bytes each, 8 in datasets of more than 2³² rows. */
export type NumberList = Uint32Array | Float64Array;

/** What the rows of a batch of columns are, as lists of numbers: no object stands for a row. */
export interface RowNumbers {
  readonly length: number;
  /** Each row's place in the loader's dataset, from 0: what keys its draws. */
  readonly indices: NumberList;
  /** Which of the sources each is read from; absent: all from the first. */
  readonly datasets?: Uint32Array;
  /** The row there; absent: its index. */
  readonly rows?: NumberList;
  /** Which copy each is; absent: all the first. */
  readonly copies?: NumberList;
  /** How many rows, at the end, are there for the size of the batch alone; absent: none. */
  readonly padding?: number;
  /** Which bin of the batch of all ranks each is packed into; absent: none is. */
  readonly packs?: Uint32Array;
}

/** A list that holds indices of a dataset of so many rows. */
export function numberList(count: number, rows: number): NumberList {
  return rows > 2 ** 32 ? new Float64Array(count) : new Uint32Array(count);
}

/** The rows of a batch as references, for whoever asks for them. */
export function referencesOf(numbers: RowNumbers): readonly Reference[] {
  const { length, indices, datasets, rows, copies, packs, padding = 0 } = numbers;
  return Array.from({ length }, (_, position) => {
    const index = indices[position] as number;
    return {
      index,
      copy: copies?.[position] ?? 0,
      dataset: datasets?.[position] ?? 0,
      row: rows?.[position] ?? index,
      ...(position < length - padding ? {} : { padding: true as const }),
      ...(packs === undefined ? {} : { pack: packs[position] as number }),
    };
  });
}
