import type { GlobalBatches, Tail } from "./global-batches.ts";
import type { NumberList } from "./row-numbers.ts";

/** Batches of which the last, if it is not full, is left out or filled up. @param size of all others. */
export function withTail(batches: GlobalBatches, size: number, tail: Tail): GlobalBatches {
  if (tail === "partial" || batches.count === 0) return batches;
  const last = batches.count - 1;
  const lastSize = batches.sizeOf(last);
  if (lastSize === size) return batches;
  return tail === "drop" ? new Shortened(batches, last) : new Padded(batches, last, lastSize, size);
}

/** The first of other batches. */
class Shortened implements GlobalBatches {
  readonly count: number;
  readonly copies: boolean;
  readonly #of: GlobalBatches;

  constructor(of: GlobalBatches, count: number) {
    this.#of = of;
    this.count = count;
    this.copies = of.copies;
  }

  has(batch: number): boolean {
    return batch < this.count;
  }

  sizeOf(batch: number): number {
    return this.#of.sizeOf(batch);
  }

  paddingOf(): number {
    return 0;
  }

  startOf(batch: number): number {
    return this.#of.startOf(batch);
  }

  fill(batch: number, first: number, indices: NumberList, copies: NumberList | undefined): void {
    this.#of.fill(batch, first, indices, copies);
  }
}

/** Other batches of which the last is filled up with its own rows, over again. */
class Padded implements GlobalBatches {
  readonly count: number;
  readonly copies: boolean;
  readonly #of: GlobalBatches;
  readonly #last: number;
  readonly #lastSize: number;
  readonly #size: number;

  constructor(of: GlobalBatches, last: number, lastSize: number, size: number) {
    this.#of = of;
    this.count = of.count;
    this.copies = of.copies;
    this.#last = last;
    this.#lastSize = lastSize;
    this.#size = size;
  }

  has(batch: number): boolean {
    return batch < this.count;
  }

  sizeOf(): number {
    return this.#size;
  }

  paddingOf(batch: number): number {
    return batch === this.#last ? this.#size - this.#lastSize : 0;
  }

  startOf(batch: number): number {
    return this.#of.startOf(batch);
  }

  fill(batch: number, first: number, indices: NumberList, copies: NumberList | undefined): void {
    if (batch !== this.#last) {
      this.#of.fill(batch, first, indices, copies);
      return;
    }
    for (let done = 0; done < indices.length; ) {
      const row = (first + done) % this.#lastSize;
      const end = done + Math.min(indices.length - done, this.#lastSize - row);
      this.#of.fill(batch, row, indices.subarray(done, end), copies?.subarray(done, end));
      done = end;
    }
  }
}
