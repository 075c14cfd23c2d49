import type { Seed } from "@millrace/core";
import { shuffledBatches, sortedByLength } from "./by-length.ts";
import type { NumberList } from "./row-numbers.ts";
import type { Sequence } from "./sequence.ts";
import { type Cut, WindowedBatches, type WindowStart } from "./windowed-batches.ts";

/** Positions that are cut into batches together. */
export const budgetWindow = 65_536;

/** What a batch may cost in place of how many samples it has. */
export interface Budget {
  readonly type: "budget";
  /** What made it, for messages. */
  readonly name: string;
  /** What each sample costs. */
  readonly lengths: ArrayLike<number>;
  /** The most that a batch may cost. */
  readonly most: number;
  /** Whether all samples of a batch cost what its largest does, since they are padded to it. */
  readonly padded: boolean;
  /** The most samples that a batch may have. */
  readonly maxSamples: number;
  /** Whether samples of like length are put together. */
  readonly sorted: boolean;
  /** A digest of the lengths, made when it is asked for. */
  readonly digest: string;
}

/** A budget as one loader has it. */
export interface BudgetOrder {
  readonly budget: Budget;
  /** Ranks that a batch is divided among, each of which has the whole budget for itself; 1 where they share it. */
  readonly ranks: number;
  readonly seed: Seed;
  readonly epoch: number;
  readonly shuffle: boolean;
  /** Where counting begins. */
  readonly from?: WindowStart;
}

/** Batches that are closed when the next sample would pass the budget. */
export function budgetBatches(sequence: Sequence, order: BudgetOrder): WindowedBatches {
  const { budget, ranks, seed, epoch, shuffle, from } = order;
  const cut = (indices: NumberList, window: number): Cut => {
    const positions = budget.sorted ? sortedByLength(budget.lengths, indices) : inOrder(indices.length);
    const closed = { order: positions, ends: endsOf(positions, indices, budget, ranks) };
    // In their own order, batches would come from the shortest samples to the longest.
    return budget.sorted && shuffle ? shuffledBatches(closed, seed, epoch, `budget ${window}`) : closed;
  };
  return new WindowedBatches(sequence, budgetWindow, cut, from === undefined ? {} : { from });
}

function inOrder(length: number): Uint32Array {
  const order = new Uint32Array(length);
  for (let at = 0; at < length; at++) order[at] = at;
  return order;
}

function endsOf(order: Uint32Array, indices: NumberList, budget: Budget, ranks: number): Uint32Array {
  const { lengths, most, padded, maxSamples } = budget;
  const ends: number[] = [];
  let samples = 0;
  let sum = 0;
  let longest = 0;
  for (let at = 0; at < order.length; at++) {
    const length = lengths[indices[order[at] as number] as number] as number;
    const nextLongest = Math.max(longest, length);
    const cost = padded ? Math.ceil((samples + 1) / ranks) * nextLongest : (sum + length) / ranks;
    if (samples > 0 && (cost > most || samples === maxSamples * ranks)) {
      ends.push(at);
      samples = 0;
      sum = 0;
      longest = 0;
    }
    samples++;
    sum += length;
    longest = Math.max(longest, length);
  }
  if (samples > 0) ends.push(order.length);
  return Uint32Array.from(ends);
}
