import { OptionError, show } from "@millrace/core";
import { mostSorted, shuffledBatches, sortedByLength } from "../order/by-length.ts";
import type { NumberList } from "../order/row-numbers.ts";
import { withTail } from "../order/tailed-batches.ts";
import { WindowedBatches } from "../order/windowed-batches.ts";
import { checkLength, checkNumbers } from "./check-lists.ts";
import { listDigest } from "./list-digest.ts";
import type { Sampler } from "./sampler.ts";

/** How samples are put together by their lengths. */
export interface BucketOptions {
  /**
   * How many batches are put together at a time, from 2 to 4096: of so many, samples of like length come to be in one
   * batch, and the batches come in a shuffled order. More make batches more even, and leave neighbours nearer. Default
   * 100.
   */
  readonly batches?: number;
}

/**
 * Puts samples of like length into one batch, for padding to cost little; of like aspect ratio, for pictures of a batch
 * to be of one shape. Every sample comes once. Samples are sorted within windows of the loader's order and cut into
 * batches. What is left over at the end of the epoch, fewer samples than a batch, comes last, and the loader's `tail`
 * says what becomes of it.
 *
 * @param lengths one for each sample, from 0: tokens, seconds, or width / height. Compared as 32-bit floats.
 * @throws OptionError for lengths that are none; when the loader is made, where they are not as many as there are samples.
 */
export function bucketByLength(lengths: ArrayLike<number>, { batches = 100 }: BucketOptions = {}): Sampler {
  if (!(Number.isSafeInteger(batches) && batches >= 2 && batches <= 4096)) {
    throw new OptionError(`bucketByLength: batches must be a whole number from 2 to 4096, got ${show(batches)}`);
  }
  checkNumbers("bucketByLength", "lengths", lengths);
  let digest: string | undefined;
  return {
    type: "sampler",
    name: "bucketByLength",
    chooses: false,
    get identity() {
      digest ??= listDigest(lengths);
      return [digest, batches];
    },
    bind({ length }) {
      checkLength("bucketByLength", "lengths", lengths, length);
      return {
        batches(base, { seed, epoch, shuffle, size, tail }) {
          const window = batches * size;
          if (window > mostSorted) {
            throw new OptionError(
              `bucketByLength: batches × batch size must be at most ${mostSorted}, got ${batches} × ${size}`,
            );
          }
          const cut = (indices: NumberList, number: number) => {
            const order = sortedByLength(lengths, indices);
            const ends = new Uint32Array(Math.ceil(order.length / size));
            for (let batch = 0; batch < ends.length; batch++) ends[batch] = Math.min(order.length, (batch + 1) * size);
            const left = order.length % size === 0 ? 0 : 1;
            return shuffle ? shuffledBatches({ order, ends }, seed, epoch, `bucket ${number}`, left) : { order, ends };
          };
          return withTail(new WindowedBatches(base, window, cut, { perWindow: batches }), size, tail);
        },
      };
    },
  };
}
