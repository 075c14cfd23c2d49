import type { NumberList } from "./row-numbers.ts";

/**
 * Which sample stands at each position of an epoch, at random access: a shuffle, a draw by weights, a mixture. It is
 * computed, so that 10⁹ positions take no memory and any of them is at hand.
 */
export interface Sequence {
  /** How many positions there are. */
  readonly length: number;
  /** Writes the indices at `indices.length` positions from `start` on. */
  fill(start: number, indices: NumberList): void;
  /**
   * Writes which copies they are, likewise. A sample that comes more than once in an epoch has another number each time,
   * for its draws to differ. Absent where every sample comes once.
   */
  fillCopies?(start: number, copies: NumberList): void;
}

/** The samples of a dataset, one after another. */
export class InOrder implements Sequence {
  readonly length: number;

  constructor(length: number) {
    this.length = length;
  }

  fill(start: number, indices: NumberList): void {
    for (let i = 0; i < indices.length; i++) indices[i] = start + i;
  }
}
