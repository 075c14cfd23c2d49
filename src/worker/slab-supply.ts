import type { TensorType, TypedArrayOf } from "@millrace/core";
import { bytesPerNumber, type Column, tensorArray } from "@millrace/core/engine";
import { slabsOf } from "./slabs.ts";

/** How many slabs of a batch were made for it, and how many had been those of another. */
export interface SlabCounts {
  readonly allocated: number;
  readonly reused: number;
}

/** Gives recycled slabs; undefined for a batch that is small: it is copied with its answer, and its memory not used again. */
export type Recycled = (() => readonly ArrayBuffer[]) | undefined;

/** Memory for the tensors of one batch: recycled slabs of the right size first. */
export class SlabSupply {
  readonly #recycled: Recycled;
  readonly #reused = new Set<ArrayBuffer>();
  #slabs: ArrayBuffer[] | undefined;

  /** @param recycled gives the recycled slabs; called once, when the first tensor is asked for. */
  constructor(recycled: Recycled) {
    this.#recycled = recycled;
  }

  /** Memory for so many numbers, all of which are written: it may hold those of another batch. */
  readonly allocate = <Type extends TensorType>(dtype: Type, length: number): TypedArrayOf[Type] => {
    this.#slabs ??= this.#recycled === undefined ? [] : [...this.#recycled()];
    const bytes = length * bytesPerNumber(dtype);
    const found = this.#slabs.findIndex((slab) => slab.byteLength === bytes);
    if (found < 0) return tensorArray(dtype, new ArrayBuffer(bytes));
    const [slab] = this.#slabs.splice(found, 1) as [ArrayBuffer];
    this.#reused.add(slab);
    return tensorArray(dtype, slab);
  };

  /** Counts the slabs of a finished batch; a batch transform may have made some. A small batch has none. */
  count(columns: Readonly<Record<string, Column>>): SlabCounts {
    if (this.#recycled === undefined) return { allocated: 0, reused: 0 };
    const slabs = slabsOf(columns);
    let reused = 0;
    for (const slab of slabs) if (this.#reused.has(slab)) reused++;
    return { allocated: slabs.length - reused, reused };
  }
}
