import type { Seed } from "@millrace/core";
import { Permutation } from "./permutation.ts";
import type { NumberList } from "./row-numbers.ts";
import type { Sequence } from "./sequence.ts";

/** Rows that lie together: so many in each block, or so many in all but the last. */
export type Blocks = number | ArrayLike<number>;

/**
 * A shuffle for data of which neighbours are read together, such as the row groups of a file: blocks come in a keyed
 * order, and positions are shuffled within windows of that. A batch meets the rows of the few blocks that one window
 * covers, so these are read once and held for a while, where a shuffle of all rows would read a block for each row. In
 * return, rows of one block stay near one another: within a window's length.
 *
 * Takes 8 bytes a block, and any position is at hand.
 */
export class BlockShuffle implements Sequence {
  readonly length: number;
  readonly #window: number;
  readonly #seed: Seed;
  readonly #epoch: number;
  readonly #order: Permutation;
  /** The first row of a block, by its number. */
  readonly #firstRow: (block: number) => number;
  /** The position at which each block begins, in the order in which they come, and where the last one ends. */
  readonly #starts: Float64Array;
  /** The order within the window that was asked for last. */
  #current: { readonly number: number; readonly order: Permutation } | undefined;

  /** @param window positions that are shuffled together, from 1. */
  constructor(length: number, blocks: Blocks, window: number, seed: Seed, epoch: number) {
    this.length = length;
    this.#window = window;
    this.#seed = seed;
    this.#epoch = epoch;
    const count = typeof blocks === "number" ? Math.ceil(length / blocks) : blocks.length;
    this.#order = new Permutation(count, seed, epoch, "blocks");
    this.#firstRow = typeof blocks === "number" ? (block) => block * blocks : firstRows(blocks);
    this.#starts = new Float64Array(count + 1);
    for (let place = 0; place < count; place++) {
      const block = this.#order.at(place);
      const rows = (block === count - 1 ? length : this.#firstRow(block + 1)) - this.#firstRow(block);
      this.#starts[place + 1] = (this.#starts[place] as number) + rows;
    }
  }

  fill(start: number, indices: NumberList): void {
    const window = this.#window;
    for (let done = 0; done < indices.length; ) {
      const position = start + done;
      const number = Math.floor(position / window);
      const first = number * window;
      const end = Math.min(indices.length, done + first + window - position);
      const own = indices.subarray(done, end);
      this.#orderOf(number).fill(position - first, own);
      for (let i = 0; i < own.length; i++) own[i] = this.#rowAt(first + (own[i] as number));
      done = end;
    }
  }

  #orderOf(number: number): Permutation {
    if (this.#current?.number !== number) {
      const length = Math.min(this.#window, this.length - number * this.#window);
      this.#current = { number, order: new Permutation(length, this.#seed, this.#epoch, `window ${number}`) };
    }
    return this.#current.order;
  }

  /** The row at a position of the blocks as they come. */
  #rowAt(position: number): number {
    const starts = this.#starts;
    let low = 0;
    let high = starts.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((starts[middle] as number) <= position) low = middle;
      else high = middle - 1;
    }
    return this.#firstRow(this.#order.at(low)) + position - (starts[low] as number);
  }
}

function firstRows(lengths: ArrayLike<number>): (block: number) => number {
  const starts = new Float64Array(lengths.length);
  for (let block = 1; block < starts.length; block++) {
    starts[block] = (starts[block - 1] as number) + (lengths[block - 1] as number);
  }
  return (block) => starts[block] as number;
}
