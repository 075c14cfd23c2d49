import type { NumberList } from "./row-numbers.ts";
import type { Sequence } from "./sequence.ts";

/**
 * The batches of an epoch over all ranks: which samples are together in one. Nothing in it depends on how many ranks
 * there are.
 */
export interface GlobalBatches {
  /** How many there are. */
  readonly count: number;
  /** Whether a sample may come more than once, so that its copies have to be told apart. */
  readonly copies: boolean;
  /** How many rows a batch has, from 0 to `count` − 1. */
  sizeOf(batch: number): number;
  /** How many of them, at its end, are there for its size alone. */
  paddingOf(batch: number): number;
  /** The position in the epoch at which a batch begins. */
  startOf(batch: number): number;
  /** Writes the indices of the rows of a batch from `first` on, and which copies they are. */
  fill(batch: number, first: number, indices: NumberList, copies: NumberList | undefined): void;
}

/** What becomes of a last batch that is not full. */
export type Tail = "partial" | "drop" | "pad";

/** A sequence cut into batches of one size. */
export class CountedBatches implements GlobalBatches {
  readonly count: number;
  readonly copies: boolean;
  readonly #sequence: Sequence;
  readonly #size: number;
  readonly #tail: Tail;

  constructor(sequence: Sequence, size: number, tail: Tail) {
    this.#sequence = sequence;
    this.#size = size;
    this.#tail = tail;
    this.copies = sequence.fillCopies !== undefined;
    this.count = batchCount(sequence.length, size, tail);
  }

  sizeOf(batch: number): number {
    return this.#tail === "pad" ? this.#size : Math.min(this.#size, this.#sequence.length - batch * this.#size);
  }

  paddingOf(batch: number): number {
    return this.#tail === "pad" ? Math.max(0, (batch + 1) * this.#size - this.#sequence.length) : 0;
  }

  startOf(batch: number): number {
    return batch * this.#size;
  }

  fill(batch: number, first: number, indices: NumberList, copies: NumberList | undefined): void {
    const start = this.startOf(batch);
    const real = this.sizeOf(batch) - this.paddingOf(batch);
    // Padding is the batch's own rows, over again.
    for (let done = 0; done < indices.length; ) {
      const row = (first + done) % real;
      const end = done + Math.min(indices.length - done, real - row);
      this.#sequence.fill(start + row, indices.subarray(done, end));
      if (copies !== undefined) this.#sequence.fillCopies?.(start + row, copies.subarray(done, end));
      done = end;
    }
  }
}

/** How many batches of a size so many samples make. */
export function batchCount(length: number, size: number, tail: Tail): number {
  return tail === "drop" ? Math.floor(length / size) : Math.ceil(length / size);
}
