import type { DrawSource, Seed } from "@millrace/core";
import { type Hash128, hashSeed, randomFor } from "@millrace/core/engine";

/** Where the draws of a sample of an epoch come from, by its index and copy. */
export type Draws = (index: number, copy: number) => DrawSource;

/**
 * The draws of an epoch: those of a sample depend on seed, epoch, index and copy, and on nothing else.
 *
 * @param hash the seed's, for whoever has it already.
 */
export function drawsOf(seed: Seed, epoch: number, hash: Hash128 = hashSeed(seed)): Draws {
  return (index, copy) => {
    const key = { seed, epoch, index, copy };
    return { random: (node) => randomFor(hash, node.pathHash, key), copy };
  };
}
