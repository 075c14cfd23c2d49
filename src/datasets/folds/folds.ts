import type { View } from "../part.ts";

/** All samples of a dataset, fold after fold. */
export interface Folds {
  readonly order: View;
  /** How many samples each fold has. */
  readonly sizes: readonly number[];
}

/** So many samples in folds as equal as they can be: the first ones have one more. */
export function equalSizes(length: number, folds: number): readonly number[] {
  return Array.from({ length: folds }, (_, fold) => Math.ceil((length - fold) / folds));
}

/** Where each of several stretches begins that lie one behind the other. */
export function startsOf(lengths: readonly number[]): number[] {
  let start = 0;
  return lengths.map((length) => {
    start += length;
    return start - length;
  });
}
