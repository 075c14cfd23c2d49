import { cos, log } from "../kernels/math.ts";
import type { Hash128 } from "../random/key.ts";

/** Which rows a batch holds: what keys their random numbers. */
export interface RowKeys {
  /** Each row's index in the loader's dataset. */
  readonly indices: ArrayLike<number>;
  /** Which copy of it each is; absent: all the first. */
  readonly copies?: ArrayLike<number>;
}

const unit = 2 ** -32;

/** The largest 32-bit float below 1. */
const below1 = 1 - 2 ** -24;

/**
 * Random numbers for the cells of one column: those of a row depend on its key alone, never on the batch that it is in
 * or on the rows beside it. A counter-based generator: pcg4d of Jarzynski and Olano, "Hash Functions for GPU Rendering"
 * (2020), over (row, copy, number) with the column's key.
 */
export class CellRandom {
  readonly #key: Hash128;
  readonly #rows: RowKeys;
  /** The four words of the last cell. */
  readonly #words = new Uint32Array(4);

  /** @param key hashed from (seed, epoch, path of the transform, name of the column). */
  constructor(key: Hash128, rows: RowKeys) {
    this.#key = key;
    this.#rows = rows;
  }

  /** Numbers from 0 up to below 1, with 32 bits: one for each row, or `target.length / rows` in a row. */
  uniform(target: Float32Array | Float64Array): void {
    const { length } = this.#rows.indices;
    const width = target.length / length;
    for (let row = 0, at = 0; row < length; row++) {
      for (let number = 0; number < width; number++, at++) {
        if ((number & 3) === 0) this.#draw(row, number >>> 2);
        target[at] = (this.#words[number & 3] as number) * unit;
        // As a 32-bit float, one number in 2²⁵ is rounded up.
        if (target[at] === 1) target[at] = below1;
      }
    }
  }

  /** Standard normal numbers, by Box and Muller's transform. */
  normal(target: Float32Array | Float64Array): void {
    const { length } = this.#rows.indices;
    const width = target.length / length;
    for (let row = 0, at = 0; row < length; row++) {
      for (let number = 0; number < width; number++, at++) {
        if ((number & 1) === 0) this.#draw(row, number >>> 1);
        const pair = 2 * (number & 1);
        // 1 − u is above 0, so the logarithm is finite.
        const radius = Math.sqrt(-2 * log(1 - (this.#words[pair] as number) * unit));
        target[at] = radius * cos(2 * Math.PI * (this.#words[pair + 1] as number) * unit);
      }
    }
  }

  /** Whether something happens in each row: 1 with this probability, else 0. */
  chance(target: Uint8Array, probability: number): void {
    const { length } = this.#rows.indices;
    for (let row = 0; row < length; row++) {
      this.#draw(row, 0);
      target[row] = (this.#words[0] as number) * unit < probability ? 1 : 0;
    }
  }

  #draw(row: number, block: number): void {
    const index = this.#rows.indices[row] as number;
    const key = this.#key;
    let x = index ^ key[0];
    let y = Math.floor(index / 0x100000000) ^ key[1];
    let z = (this.#rows.copies?.[row] ?? 0) ^ key[2];
    let w = block ^ key[3];
    x = (Math.imul(x, 1664525) + 1013904223) | 0;
    y = (Math.imul(y, 1664525) + 1013904223) | 0;
    z = (Math.imul(z, 1664525) + 1013904223) | 0;
    w = (Math.imul(w, 1664525) + 1013904223) | 0;
    x = (x + Math.imul(y, w)) | 0;
    y = (y + Math.imul(z, x)) | 0;
    z = (z + Math.imul(x, y)) | 0;
    w = (w + Math.imul(y, z)) | 0;
    x ^= x >>> 16;
    y ^= y >>> 16;
    z ^= z >>> 16;
    w ^= w >>> 16;
    x = (x + Math.imul(y, w)) | 0;
    y = (y + Math.imul(z, x)) | 0;
    z = (z + Math.imul(x, y)) | 0;
    w = (w + Math.imul(y, z)) | 0;
    const words = this.#words;
    words[0] = x;
    words[1] = y;
    words[2] = z;
    words[3] = w;
  }
}
