import type { Bins, GlobalBatches, Tail } from "./global-batches.ts";
import type { NumberList } from "./row-numbers.ts";
import type { WindowStart } from "./windowed-batches.ts";

/** Batches of so many bins, each of several samples. Their rows are the samples, bin after bin. */
export class PackedBatches implements GlobalBatches {
  readonly copies: boolean;
  readonly #bins: GlobalBatches;
  readonly #size: number;
  readonly #tail: Tail;
  /** The rows of the batch that was asked for last. */
  #current: { readonly batch: number; readonly bins: Bins } | undefined;

  /**
   * @param bins each as a batch of its own.
   * @param size bins of a batch.
   */
  constructor(bins: GlobalBatches, size: number, tail: Tail) {
    this.#bins = bins;
    this.#size = size;
    this.#tail = tail;
    this.copies = bins.copies;
  }

  /** What `WindowedBatches` of bins takes for the window of a batch. */
  static startOfBins({ window, batch, before = 0 }: WindowStart, size: number): WindowStart {
    return { window, batch: batch * size + before };
  }

  get count(): number {
    const { count } = this.#bins;
    return this.#tail === "drop" ? Math.floor(count / this.#size) : Math.ceil(count / this.#size);
  }

  has(batch: number): boolean {
    const first = batch * this.#size;
    return this.#bins.has(this.#tail === "drop" ? first + this.#size - 1 : first);
  }

  windowOf(batch: number): WindowStart | undefined {
    const found = this.#bins.windowOf?.(batch * this.#size);
    if (found === undefined) return undefined;
    const before = found.batch % this.#size;
    return { window: found.window, batch: (found.batch - before) / this.#size, ...(before === 0 ? {} : { before }) };
  }

  /** Where the bins of a batch end among its rows. */
  binsOf(batch: number): Bins {
    if (this.#current?.batch !== batch) this.#current = { batch, bins: this.#binsOf(batch) };
    return this.#current.bins;
  }

  #binsOf(batch: number): Bins {
    const first = batch * this.#size;
    const ends: number[] = [];
    let end = 0;
    for (let bin = 0; bin < this.#size && this.#bins.has(first + bin); bin++) {
      end += this.#bins.sizeOf(first + bin);
      ends.push(end);
    }
    const own = ends.length;
    if (this.#tail !== "pad") return { ends: Uint32Array.from(ends), padding: 0 };
    for (let bin = own; bin < this.#size; bin++) {
      end += this.#bins.sizeOf(first + (bin % own));
      ends.push(end);
    }
    return { ends: Uint32Array.from(ends), padding: this.#size - own };
  }

  sizeOf(batch: number): number {
    return this.binsOf(batch).ends.at(-1) as number;
  }

  paddingOf(batch: number): number {
    const { ends, padding } = this.binsOf(batch);
    return padding === 0 ? 0 : (ends.at(-1) as number) - (ends[ends.length - padding - 1] as number);
  }

  startOf(batch: number): number {
    return this.#bins.startOf(batch * this.#size);
  }

  fill(batch: number, first: number, indices: NumberList, copies: NumberList | undefined): void {
    const { ends, padding } = this.binsOf(batch);
    const own = ends.length - padding;
    let bin = 0;
    while ((ends[bin] as number) <= first) bin++;
    for (let done = 0; done < indices.length; bin++) {
      const start = bin === 0 ? 0 : (ends[bin - 1] as number);
      const from = first + done - start;
      const end = Math.min(indices.length, done + (ends[bin] as number) - start - from);
      const source = batch * this.#size + (bin % own);
      this.#bins.fill(source, from, indices.subarray(done, end), copies?.subarray(done, end));
      done = end;
    }
  }
}
