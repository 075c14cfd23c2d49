/**
 * Keys of randomness: a 128-bit hash of the tuple (seed, epoch, sample index, copy, node path).
 *
 * A sum such as seed + epoch + index collides between neighbours, so the tuple is hashed as a whole, by
 * MurmurHash3 x86_128 (Austin Appleby, public domain) over 32-bit words. A key never holds a worker, a time or a
 * counter of calls: that is why a stream of batches does not depend on the number of workers.
 */

/** What the user calls a seed: a whole number or a text. */
export type Seed = number | string;

/** Four 32-bit words. */
export type Hash128 = readonly [number, number, number, number];

/** The coordinates of one draw that do not depend on the transform. */
export interface SampleKey {
  readonly seed: Seed;
  /** Epoch from 0. */
  readonly epoch: number;
  /** The sample's index in the dataset, or the number of the batch in its epoch for batch transforms. */
  readonly index: number;
  /** Which of the sample's copies, from 0: above 0 where an epoch holds several of one sample. Default 0. */
  readonly copy?: number;
}

const c1 = 0x239b961b;
const c2 = 0xab0e9789;
const c3 = 0x38b34ae5;
const c4 = 0xa1e38b93;

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function finalMix(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** MurmurHash3 x86_128 of 32-bit words; a last block of fewer than four words is filled with zeros, the length sets it apart. */
export function hashWords(words: readonly number[]): Hash128 {
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  for (let i = 0; i < words.length; i += 4) {
    h1 ^= Math.imul(rotate(Math.imul((words[i] as number) | 0, c1), 15), c2);
    h1 = (Math.imul((rotate(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0;
    h2 ^= Math.imul(rotate(Math.imul((words[i + 1] ?? 0) | 0, c2), 16), c3);
    h2 = (Math.imul((rotate(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0;
    h3 ^= Math.imul(rotate(Math.imul((words[i + 2] ?? 0) | 0, c3), 17), c4);
    h3 = (Math.imul((rotate(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0;
    h4 ^= Math.imul(rotate(Math.imul((words[i + 3] ?? 0) | 0, c4), 18), c1);
    h4 = (Math.imul((rotate(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
  }
  const length = words.length * 4;
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  h1 = finalMix(h1);
  h2 = finalMix(h2);
  h3 = finalMix(h3);
  h4 = finalMix(h4);
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  return [h1 >>> 0, h2 >>> 0, h3 >>> 0, h4 >>> 0];
}

/** The hash of a text, two UTF-16 units a word, its length first. */
export function hashText(value: string): Hash128 {
  const words = [value.length];
  for (let i = 0; i < value.length; i += 2) {
    words.push((value.charCodeAt(i) << 16) | (i + 1 < value.length ? value.charCodeAt(i + 1) : 0));
  }
  return hashWords(words);
}

/** The seed as a hash; the number 1 and the text "1" are two seeds. */
export function hashSeed(seed: Seed): Hash128 {
  if (typeof seed === "string") return hashText(`text ${seed}`);
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`seed must be a whole number or a text, got ${String(seed)}`);
  }
  return hashText(`number ${seed}`);
}

/** The 128-bit key of one draw. */
export function hashKey(seed: Hash128, path: Hash128, epoch: number, index: number, copy: number): Hash128 {
  return hashWords([
    ...seed,
    ...path,
    epoch,
    Math.floor(index / 0x100000000),
    index,
    // A user of the core may number copies as they like, beyond 32 bits too.
    copy,
    Math.floor(copy / 0x100000000),
  ]);
}
