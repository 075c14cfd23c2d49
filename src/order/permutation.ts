import type { Seed } from "@millrace/core";
import { hashKey, hashSeed, hashText } from "@millrace/core/engine";
import type { NumberList } from "./row-numbers.ts";
import type { Sequence } from "./sequence.ts";

/** Enough for the statistics of a shuffle; more rounds change nothing that a test can see. */
const rounds = 8;

/**
 * A shuffle of [0, length) with random access: where a position goes is computed, not stored, so 10⁹ samples take no
 * memory and resuming at a position costs nothing.
 *
 * A Feistel network over the next even number of bits, walked until it falls inside the range (Black and Rogaway,
 * "Ciphers with arbitrary finite domains", 2002), with keys hashed from (seed, epoch).
 */
export class Permutation implements Sequence {
  readonly length: number;
  readonly #halfBits: number;
  readonly #mask: number;
  readonly #keys: Uint32Array;

  /** @param purpose what is shuffled: two purposes of one seed share no order. */
  constructor(length: number, seed: Seed, epoch: number, purpose = "shuffle") {
    this.length = length;
    // A domain of at least 2⁸ keeps the network from being poor on tiny ranges; it is at most 4 times the range beyond.
    let halfBits = 4;
    while (2 ** (2 * halfBits) < length) halfBits++;
    this.#halfBits = halfBits;
    this.#mask = 2 ** halfBits - 1;
    this.#keys = new Uint32Array(rounds);
    const seedHash = hashSeed(seed);
    const purposeHash = hashText(purpose);
    for (let round = 0; round < rounds; round++) {
      this.#keys[round] = hashKey(seedHash, purposeHash, epoch, round, 0)[0];
    }
  }

  /** The element at a position, both from 0 to `length` − 1. */
  at(position: number): number {
    if (!(Number.isInteger(position) && position >= 0 && position < this.length)) {
      throw new RangeError(`position must be a whole number from 0 to ${this.length - 1}, got ${position}`);
    }
    let value = position;
    do value = this.#encrypt(value);
    while (value >= this.length);
    return value;
  }

  /** The elements at `target.length` positions from `start` on: what `at` says of each, without a call for each. */
  fill(start: number, target: NumberList): void {
    const { length } = this;
    if (start < 0 || start + target.length > length) {
      throw new RangeError(`positions must be from 0 to ${length - 1}, got ${start} to ${start + target.length - 1}`);
    }
    if (!(target instanceof Uint32Array) || this.#halfBits > 16) {
      for (let i = 0; i < target.length; i++) target[i] = this.at(start + i);
      return;
    }
    const halfBits = this.#halfBits;
    const mask = this.#mask;
    const keys = new Int32Array(this.#keys);
    for (let i = 0; i < target.length; i++) {
      let value = start + i;
      do {
        let left = value >>> halfBits;
        let right = value & mask;
        for (let round = 0; round < rounds; round++) {
          const next = (left ^ mix(right, keys[round] as number)) & mask;
          left = right;
          right = next;
        }
        value = ((left << halfBits) | right) >>> 0;
      } while (value >= length);
      target[i] = value;
    }
  }

  #encrypt(value: number): number {
    const size = 2 ** this.#halfBits;
    let left = Math.floor(value / size);
    let right = value % size;
    for (const key of this.#keys) {
      const next = (left ^ mix(right, key)) & this.#mask;
      left = right;
      right = next;
    }
    return (left >>> 0) * size + (right >>> 0);
  }
}

/** MurmurHash3's finalizer of a half and a round's key. */
function mix(half: number, key: number): number {
  let h = Math.imul(half ^ key, 0x9e3779b1);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h + key, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
