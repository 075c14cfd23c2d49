import alea from "seedrandom/lib/alea.js";
import { cos, log } from "../kernels/math.ts";
import { type Hash128, hashKey, hashSeed, hashText, type SampleKey, type Seed } from "./key.ts";

/**
 * A stream of random numbers, one for each (seed, epoch, sample, copy, transform). The generator is seedrandom's
 * `alea`, made on the first draw: a transform that draws nothing pays nothing.
 */
export class Random {
  readonly #key: Hash128;
  #generator: (() => number) | undefined;

  constructor(key: Hash128) {
    this.#key = key;
  }

  /** The next number, at least 0 and below 1, a multiple of 2⁻³². */
  next(): number {
    this.#generator ??= alea(keyText(this.#key));
    return this.#generator();
  }

  /** Evenly from `low` to `high`. */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number from 0 to `count` − 1. */
  integer(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** True with this probability: never for 0, always for 1. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A standard normal number, by Box and Muller's transform. */
  normal(): number {
    // 1 − u is above 0, so the logarithm is finite.
    const radius = Math.sqrt(-2 * log(1 - this.next()));
    return radius * cos(2 * Math.PI * this.next());
  }

  /** The numbers 0 to `count` − 1 in random order (Fisher and Yates). */
  permutation(count: number): number[] {
    const order = Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [order[i], order[j]] = [order[j] as number, order[i] as number];
    }
    return order;
  }
}

/** The key as eight UTF-16 units: what alea's mash reads, without a detour over hexadecimal digits. */
function keyText(key: Hash128): string {
  return String.fromCharCode(
    key[0] >>> 16,
    key[0] & 0xffff,
    key[1] >>> 16,
    key[1] & 0xffff,
    key[2] >>> 16,
    key[2] & 0xffff,
    key[3] >>> 16,
    key[3] & 0xffff,
  );
}

/** The stream of one place: a node's path, hashed once when the policy is compiled, and a sample's key. */
export function randomFor(seed: Hash128, path: Hash128, key: SampleKey): Random {
  return new Random(hashKey(seed, path, key.epoch, key.index, key.copy ?? 0));
}

/** A stream for a purpose outside of transforms, such as a split: named, so that two purposes never share draws. */
export function namedRandom(seed: Seed, purpose: string, epoch = 0, index = 0): Random {
  return new Random(hashKey(hashSeed(seed), hashText(purpose), epoch, index, 0));
}
