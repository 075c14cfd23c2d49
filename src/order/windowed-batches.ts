import type { GlobalBatches } from "./global-batches.ts";
import { type NumberList, numberList } from "./row-numbers.ts";
import type { Sequence } from "./sequence.ts";

/** How the positions of one window are cut into batches. */
export interface Cut {
  /** The positions in the window, batch after batch. */
  readonly order: Uint32Array;
  /** Where each batch ends in `order`. */
  readonly ends: Uint32Array;
}

/** Cuts a window, of which the samples at its positions are given. The last window may be shorter than others. */
export type CutWindow = (indices: NumberList, window: number) => Cut;

/** A window as a state keeps it: its number, and that of its first batch. */
export interface WindowStart {
  readonly window: number;
  readonly batch: number;
  /** Bins of that batch that lie in windows before, where batches are of bins; absent: none. */
  readonly before?: number;
}

/** What is known of a window that was cut. */
interface Arranged extends Cut {
  readonly indices: NumberList;
  readonly copies: NumberList | undefined;
}

/** A batch and the next ones may lie in two windows, and reading ahead and looking back in one more each. */
const mostArranged = 4;

/**
 * A sequence cut into batches window by window, where batches depend on what is in them: on lengths, or on a budget. How
 * many batches a window has is known when it was cut; what windows before it have is counted once, 8 bytes a window, or
 * taken from a state, so that a resumed epoch is not gone through from its beginning.
 */
export class WindowedBatches implements GlobalBatches {
  readonly copies: boolean;
  readonly #sequence: Sequence;
  readonly #window: number;
  readonly #cut: CutWindow;
  /** Batches of each window, where that is known without cutting: for all windows but the last the same. */
  readonly #perWindow: number | undefined;
  readonly #arranged = new Map<number, Arranged>();
  /** The first batch of each window from the first known one on, as far as was counted. */
  readonly #firsts: number[];
  readonly #firstWindow: number;

  /**
   * @param window positions that are cut together, from 1.
   * @param known.from where counting begins; batches before are not to be had then.
   * @param known.perWindow batches of a full window, where that is always so.
   */
  constructor(
    sequence: Sequence,
    window: number,
    cut: CutWindow,
    { from, perWindow }: { readonly from?: WindowStart; readonly perWindow?: number },
  ) {
    this.#sequence = sequence;
    this.#window = window;
    this.#cut = cut;
    this.#perWindow = perWindow;
    this.copies = sequence.fillCopies !== undefined;
    this.#firstWindow = from?.window ?? 0;
    this.#firsts = [from?.batch ?? 0];
  }

  get #windows(): number {
    return Math.ceil(this.#sequence.length / this.#window);
  }

  get count(): number {
    const last = this.#windows - 1;
    if (last < 0) return 0;
    if (this.#perWindow !== undefined) return last * this.#perWindow + this.#arrange(last).ends.length;
    while (this.#firstWindow + this.#firsts.length <= this.#windows) this.#countOn();
    return this.#firsts.at(-1) as number;
  }

  has(batch: number): boolean {
    return this.#find(batch) !== undefined;
  }

  /** The window that a batch is in, where it had to be counted for. */
  windowOf(batch: number): WindowStart | undefined {
    return this.#perWindow === undefined ? this.#find(batch) : undefined;
  }

  sizeOf(batch: number): number {
    const { cut, number } = this.#batch(batch);
    return (cut.ends[number] as number) - startOf(cut, number);
  }

  paddingOf(): number {
    return 0;
  }

  startOf(batch: number): number {
    const { window, cut, number } = this.#batch(batch);
    return window * this.#window + startOf(cut, number);
  }

  fill(batch: number, first: number, indices: NumberList, copies: NumberList | undefined): void {
    const { cut, number } = this.#batch(batch);
    const start = startOf(cut, number) + first;
    for (let i = 0; i < indices.length; i++) {
      const position = cut.order[start + i] as number;
      indices[i] = cut.indices[position] as number;
      if (copies !== undefined) copies[i] = cut.copies?.[position] ?? 0;
    }
  }

  #batch(batch: number): { readonly window: number; readonly cut: Arranged; readonly number: number } {
    const found = this.#find(batch);
    if (found === undefined) throw new RangeError(`there is no batch ${batch} in this epoch`);
    return { window: found.window, cut: this.#arrange(found.window), number: batch - found.batch };
  }

  #find(batch: number): WindowStart | undefined {
    if (this.#perWindow !== undefined) {
      const window = Math.floor(batch / this.#perWindow);
      const first = window * this.#perWindow;
      if (window >= this.#windows || batch - first >= this.#arrange(window).ends.length) return undefined;
      return { window, batch: first };
    }
    while (batch >= (this.#firsts.at(-1) as number) && this.#firstWindow + this.#firsts.length <= this.#windows) {
      this.#countOn();
    }
    if (batch >= (this.#firsts.at(-1) as number) || batch < (this.#firsts[0] as number)) return undefined;
    let low = 0;
    let high = this.#firsts.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#firsts[middle] as number) <= batch) low = middle;
      else high = middle - 1;
    }
    return { window: this.#firstWindow + low, batch: this.#firsts[low] as number };
  }

  /** Counts the batches of the next window. */
  #countOn(): void {
    const window = this.#firstWindow + this.#firsts.length - 1;
    this.#firsts.push((this.#firsts.at(-1) as number) + this.#arrange(window).ends.length);
  }

  #arrange(window: number): Arranged {
    const known = this.#arranged.get(window);
    if (known !== undefined) return known;
    const start = window * this.#window;
    const length = Math.min(this.#window, this.#sequence.length - start);
    const indices = numberList(length, Number.POSITIVE_INFINITY);
    this.#sequence.fill(start, indices);
    const copies = this.copies ? numberList(length, Number.POSITIVE_INFINITY) : undefined;
    if (copies !== undefined) this.#sequence.fillCopies?.(start, copies);
    const arranged = { ...this.#cut(indices, window), indices, copies };
    const [oldest] = this.#arranged.keys();
    if (this.#arranged.size >= mostArranged && oldest !== undefined) this.#arranged.delete(oldest);
    this.#arranged.set(window, arranged);
    return arranged;
  }
}

function startOf({ ends }: Cut, number: number): number {
  return number === 0 ? 0 : (ends[number - 1] as number);
}
