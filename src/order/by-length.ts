import type { Seed } from "@millrace/core";
import { Permutation } from "./permutation.ts";
import type { NumberList } from "./row-numbers.ts";
import type { Cut } from "./windowed-batches.ts";

/** The most positions that are sorted together. */
export const mostSorted = 2 ** 21;

const bits = new Float32Array(1);
const asInteger = new Uint32Array(bits.buffer);

/**
 * Positions from the shortest to the longest; of equal lengths in their order.
 *
 * @param lengths of all samples, from 0; compared as 32-bit floats.
 * @param indices the samples at the positions, at most `mostSorted`.
 */
export function sortedByLength(lengths: ArrayLike<number>, indices: NumberList): Uint32Array {
  // One number for length and position: lists of numbers are sorted without a call for each pair. The bits of floats
  // from 0 on are in the order of their values.
  const keys = new Float64Array(indices.length);
  for (let position = 0; position < keys.length; position++) {
    bits[0] = lengths[indices[position] as number] as number;
    keys[position] = (asInteger[0] as number) * mostSorted + position;
  }
  keys.sort();
  const order = new Uint32Array(keys.length);
  for (let at = 0; at < order.length; at++) order[at] = (keys[at] as number) % mostSorted;
  return order;
}

/** Batches of a window in a keyed order. @param fixed how many at the end stay where they are. */
export function shuffledBatches({ order, ends }: Cut, seed: Seed, epoch: number, purpose: string, fixed = 0): Cut {
  const moved = ends.length - fixed;
  if (moved < 2) return { order, ends };
  const permutation = new Permutation(moved, seed, epoch, purpose);
  const newOrder = new Uint32Array(order.length);
  const newEnds = new Uint32Array(ends.length);
  let end = 0;
  for (let batch = 0; batch < ends.length; batch++) {
    const from = batch < moved ? permutation.at(batch) : batch;
    const own = order.subarray(from === 0 ? 0 : ends[from - 1], ends[from]);
    newOrder.set(own, end);
    end += own.length;
    newEnds[batch] = end;
  }
  return { order: newOrder, ends: newEnds };
}
