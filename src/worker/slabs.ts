import type { Column } from "../collate/column.ts";

/** The buffers of a batch that change threads: those of its tensors. What is small and ragged is copied. */
export function slabsOf(columns: Readonly<Record<string, Column>>): ArrayBuffer[] {
  const slabs = new Set<ArrayBuffer>();
  for (const column of Object.values(columns)) if ("dtype" in column) slabs.add(column.data.buffer);
  return [...slabs];
}

/** Released slabs, to be written again: a fresh slab costs the kernel a clearing of every page. */
export class SlabStore {
  readonly #slabs: ArrayBuffer[] = [];
  readonly #mostBytes: number;
  #bytes = 0;

  /** @param mostBytes more than this is not kept. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Bytes kept now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a slab, or leaves it to the garbage collector where there are enough. */
  put(slab: ArrayBuffer): void {
    if (slab.byteLength === 0 || this.#bytes + slab.byteLength > this.#mostBytes) return;
    this.#slabs.push(slab);
    this.#bytes += slab.byteLength;
  }

  /** Sizes of the slabs that the last batch had: those the next will want, over the end of an epoch too. */
  sizes: readonly number[] = [];

  /** The slabs for one batch: at most one of each size that it will want. */
  take(): ArrayBuffer[] {
    const taken: ArrayBuffer[] = [];
    for (const size of this.sizes) {
      const position = this.#slabs.findIndex((slab) => slab.byteLength === size);
      if (position < 0) continue;
      const [slab] = this.#slabs.splice(position, 1) as [ArrayBuffer];
      this.#bytes -= slab.byteLength;
      taken.push(slab);
    }
    return taken;
  }

  clear(): void {
    this.#slabs.length = 0;
    this.#bytes = 0;
  }
}
