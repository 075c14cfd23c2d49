import type { NumberList } from "./row-numbers.ts";
import type { Sequence } from "./sequence.ts";
import type { WindowStart } from "./windowed-batches.ts";

/**
 * The batches of an epoch over all ranks: which samples are together in one. Nothing in it depends on how many ranks
 * there are.
 */
export interface GlobalBatches {
  /** How many there are. Where batches depend on what is in them, it takes going through the epoch to say. */
  readonly count: number;
  /** Whether a sample may come more than once, so that its copies have to be told apart. */
  readonly copies: boolean;
  /** Whether there is a batch of this number, from 0. */
  has(batch: number): boolean;
  /** How many rows a batch has. */
  sizeOf(batch: number): number;
  /** How many of them, at its end, are there for its size alone. */
  paddingOf(batch: number): number;
  /** The position in the epoch at which a batch begins. */
  startOf(batch: number): number;
  /** Writes the indices of the rows of a batch from `first` on, and which copies they are. */
  fill(batch: number, first: number, indices: NumberList, copies: NumberList | undefined): void;
  /** Where counting may begin again, for a batch not to be looked for from the epoch's beginning. */
  windowOf?(batch: number): WindowStart | undefined;
  /** Into which bins the rows of a batch are packed. Absent where they are not: then each row is for itself. */
  binsOf?(batch: number): Bins;
}

/** Samples that are packed into bins, in a batch. */
export interface Bins {
  /** Where each bin ends among the rows of the batch. */
  readonly ends: Uint32Array;
  /** How many bins, at the end, are there for the size of the batch alone. */
  readonly padding: number;
}

/** What becomes of a last batch that is not full. */
export type Tail = "partial" | "drop" | "pad";

/** A sequence cut into batches of one size; what is left over is the last. */
export class CountedBatches implements GlobalBatches {
  readonly count: number;
  readonly copies: boolean;
  readonly #sequence: Sequence;
  readonly #size: number;

  constructor(sequence: Sequence, size: number) {
    this.#sequence = sequence;
    this.#size = size;
    this.copies = sequence.fillCopies !== undefined;
    this.count = Math.ceil(sequence.length / size);
  }

  has(batch: number): boolean {
    return batch < this.count;
  }

  sizeOf(batch: number): number {
    return Math.min(this.#size, this.#sequence.length - batch * this.#size);
  }

  paddingOf(): number {
    return 0;
  }

  startOf(batch: number): number {
    return batch * this.#size;
  }

  fill(batch: number, first: number, indices: NumberList, copies: NumberList | undefined): void {
    const start = batch * this.#size + first;
    this.#sequence.fill(start, indices);
    if (copies !== undefined) this.#sequence.fillCopies?.(start, copies);
  }
}
