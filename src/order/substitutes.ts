import type { Seed } from "@millrace/core";
import { type Hash128, hashKey, hashSeed, hashText } from "@millrace/core/engine";
import type { Reference } from "./reference.ts";

/** How many substitutes are tried in the place of a bad sample, one after another, until it is an error. */
export const mostSubstitutes = 5;

export interface SubstitutesOptions {
  readonly seed: Seed;
  readonly epoch: number;
  /** The position of a row in its epoch, over all ranks: what keys its substitutes. */
  readonly positionOf: (batch: number, row: number) => number;
  /** How many samples the dataset has. */
  readonly length: number;
  /** One of them, with whom it meets. */
  readonly reference: (index: number, copy: number) => Reference;
}

/**
 * Which samples stand in for bad ones, by (seed, epoch, position, attempt) alone: whatever workers do and whoever asks
 * first, a row gets the same substitutes. They are drawn from the whole dataset without the bad sample itself, which is
 * no draw of any transform's, so all other rows stay as they are.
 */
export class Substitutes {
  readonly #options: SubstitutesOptions;
  readonly #seed: Hash128;
  readonly #purpose = hashText("substitute");

  constructor(options: SubstitutesOptions) {
    this.#options = options;
    this.#seed = hashSeed(options.seed);
  }

  /**
   * The substitute for a row, as the same copy as the row itself is.
   *
   * @param attempt from 1 to `mostSubstitutes`.
   * @returns undefined where the dataset has no other sample.
   */
  at(batch: number, row: number, attempt: number, { index, copy }: Pick<Reference, "index" | "copy">) {
    const { epoch, positionOf, length, reference } = this.#options;
    if (length < 2) return undefined;
    const [high, low] = hashKey(this.#seed, this.#purpose, epoch, positionOf(batch, row), attempt);
    const drawn = Math.floor(((high * 2 ** 21 + (low >>> 11)) / 2 ** 53) * (length - 1));
    return reference(drawn < index ? drawn : drawn + 1, copy);
  }
}

/** A substitute as it stands in a row: there for the size of the batch alone where the row is, and in the row's bin. */
export function inRowOf(row: Reference, substitute: Reference): Reference {
  const padded = row.padding === true ? { ...substitute, padding: true as const } : substitute;
  return row.pack === undefined ? padded : { ...padded, pack: row.pack };
}
