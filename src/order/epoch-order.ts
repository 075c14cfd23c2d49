import type { Seed } from "@millrace/core";
import { Permutation } from "./permutation.ts";

/** Which sample comes at which position of an epoch. */
export interface EpochOrder {
  readonly length: number;
  /** The index of the sample at a position. */
  at(position: number): number;
}

/** Every sample once: in order, or shuffled anew each epoch. */
export function epochOrder(length: number, shuffle: boolean, seed: Seed, epoch: number): EpochOrder {
  return shuffle ? new Permutation(length, seed, epoch) : { length, at: (position) => position };
}

/** How many batches `length` samples make. */
export function batchCount(length: number, batchSize: number, dropLast: boolean): number {
  return dropLast ? Math.floor(length / batchSize) : Math.ceil(length / batchSize);
}
