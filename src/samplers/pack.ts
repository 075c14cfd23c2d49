import { OptionError, show } from "@millrace/core";
import { shuffledBatches } from "../order/by-length.ts";
import { PackedBatches } from "../order/packed-batches.ts";
import { packed } from "../order/packing.ts";
import type { NumberList } from "../order/row-numbers.ts";
import { WindowedBatches } from "../order/windowed-batches.ts";
import { checkLength, checkNumbers } from "./check-lists.ts";
import { listDigest } from "./list-digest.ts";
import type { Sampler } from "./sampler.ts";

/** How samples are packed. */
export interface PackOptions {
  /** The most that the lengths of the samples of one bin sum up to, above 0. */
  readonly capacity: number;
}

/** Positions that are packed together. */
const window = 65_536;

/**
 * Packs several samples into each bin, for sequences of one size that are padded little: the loader's `batchSize` is a
 * number of bins then, and `batch.packs` says where each of them ends among the samples of the batch. Every sample comes
 * once, and bins are never divided between ranks. Samples are put together by first-fit decreasing, out of 65,536 of the
 * loader's order at a time; with `shuffle` the bins of these come in a keyed order. It never takes more bins than
 * closing one when the next sample does not fit.
 *
 * How many batches an epoch has depends on its order, as with `maxTokens`. With `onError: "skip"` a bin is what is left
 * of it.
 *
 * @param lengths one for each sample, from 0 to the capacity; 4 bytes a sample as a Uint32Array. See `lengthsOf`.
 * @throws OptionError for lengths that are none, and for a sample that no bin holds; when the loader is made, where they
 * are not as many as there are samples.
 *
 * @example
 * const lengths = await lengthsOf(texts, ({ tokens }) => tokens.length);
 * const loader = new DataLoader(texts, { batchSize: 8, shuffle: true, sampler: pack(lengths, { capacity: 2048 }) });
 */
export function pack(lengths: ArrayLike<number>, { capacity }: PackOptions): Sampler {
  if (!(typeof capacity === "number" && capacity > 0 && capacity < Number.POSITIVE_INFINITY)) {
    throw new OptionError(`pack: capacity must be a number above 0, got ${show(capacity)}`);
  }
  if (checkNumbers("pack", "lengths", lengths) > capacity) {
    let index = 0;
    while ((lengths[index] as number) <= capacity) index++;
    throw new OptionError(
      `pack: sample ${index} has a length of ${lengths[index]}, and a bin holds ${capacity}; leave such samples out with filter or subset, cut them, or raise the capacity`,
    );
  }
  let digest: string | undefined;
  return {
    type: "sampler",
    name: "pack",
    chooses: false,
    get identity() {
      digest ??= listDigest(lengths);
      return [digest, capacity];
    },
    get packs() {
      let sum = 0;
      for (let index = 0; index < lengths.length; index++) sum += lengths[index] as number;
      return sum > 0 ? Math.max(1, (capacity * lengths.length) / sum) : Math.max(1, lengths.length);
    },
    bind({ length }) {
      checkLength("pack", "lengths", lengths, length);
      return {
        batches(base, { seed, epoch, shuffle, size, tail, from }) {
          const cut = (indices: NumberList, number: number) => {
            const bins = packed(lengths, indices, capacity);
            return shuffle ? shuffledBatches(bins, seed, epoch, `pack ${number}`) : bins;
          };
          const known = from === undefined ? {} : { from: PackedBatches.startOfBins(from, size) };
          return new PackedBatches(new WindowedBatches(base, window, cut, known), size, tail);
        },
      };
    },
  };
}
