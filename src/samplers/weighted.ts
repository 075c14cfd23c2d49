import { OptionError, type Seed } from "@millrace/core";
import { CellRandom, hashKey, hashSeed, hashText } from "@millrace/core/engine";
import type { NumberList } from "../order/row-numbers.ts";
import type { Sequence } from "../order/sequence.ts";
import { AliasTable } from "./alias-table.ts";
import { checkEpochLength, checkLength, checkNumbers } from "./check-lists.ts";
import { listDigest } from "./list-digest.ts";
import type { Sampler } from "./sampler.ts";

/**
 * Draws each sample of an epoch by its weight, with replacement: one that is drawn twice is augmented anew. A sample of
 * weight 0 never comes. Any number of weights; 12 bytes of memory for each.
 *
 * @param weights one for each sample of the dataset, from 0 on, as they are; they need not sum to 1.
 * @param options.length samples of an epoch. Default: the dataset's length.
 * @throws OptionError for weights that are none, and where all are 0; when the loader is made, where they are not as many
 * as there are samples.
 */
export function weighted(weights: ArrayLike<number>, options: { readonly length?: number } = {}): Sampler {
  checkEpochLength("weighted", options.length);
  if (checkNumbers("weighted", "weights", weights) === 0) {
    throw new OptionError(
      "weighted: all weights are 0, so there is nothing to draw; one of them at least must be above",
    );
  }
  let table: AliasTable | undefined;
  let digest: string | undefined;
  return {
    type: "sampler",
    name: "weighted",
    chooses: true,
    get identity() {
      digest ??= listDigest(weights);
      return [digest, options.length ?? null];
    },
    bind({ length }) {
      checkLength("weighted", "weights", weights, length);
      table ??= new AliasTable(weights);
      const drawn = table;
      return { sequence: ({ seed, epoch }) => new Drawn(drawn, options.length ?? length, seed, epoch) };
    },
  };
}

/** Independent draws, one for each position. */
class Drawn implements Sequence {
  readonly length: number;
  readonly #table: AliasTable;
  readonly #key: readonly [number, number, number, number];

  constructor(table: AliasTable, length: number, seed: Seed, epoch: number) {
    this.length = length;
    this.#table = table;
    this.#key = hashKey(hashSeed(seed), hashText("weighted"), epoch, 0, 0);
  }

  fill(start: number, indices: NumberList): void {
    const positions = new Float64Array(indices.length);
    for (let i = 0; i < positions.length; i++) positions[i] = start + i;
    // Two numbers of 32 bits for the choice: one would not reach all of 2³² evenly.
    const numbers = new Float64Array(3 * positions.length);
    new CellRandom(this.#key, { indices: positions }).uniform(numbers);
    for (let i = 0; i < indices.length; i++) {
      const high = numbers[3 * i] as number;
      const low = numbers[3 * i + 1] as number;
      indices[i] = this.#table.draw(high + low * 2 ** -32, numbers[3 * i + 2] as number);
    }
  }

  /** A position has a number of its own, so no two draws of one sample are augmented alike. */
  fillCopies(start: number, copies: NumberList): void {
    for (let i = 0; i < copies.length; i++) copies[i] = start + i;
  }
}
