import type { Seed, Step } from "@millrace/core";
import { compilePolicy, type PolicyNode } from "@millrace/core/engine";
import { Copied } from "../order/copied.ts";
import { drawsOf } from "../order/draws.ts";
import { EpochOrder } from "../order/epoch-order.ts";
import { batchCount, CountedBatches, type GlobalBatches, type Tail } from "../order/global-batches.ts";
import { Meetings } from "../order/meetings.ts";
import { Permutation } from "../order/permutation.ts";
import type { Places, Reference } from "../order/reference.ts";
import { InOrder, type Sequence } from "../order/sequence.ts";
import type { Shard } from "../order/shard.ts";

export interface EpochOrdersOptions {
  /** Samples of a batch over all ranks. */
  readonly globalBatchSize: number;
  readonly tail: Tail;
  readonly shard: Shard;
  readonly shuffle: boolean;
  readonly seed: Seed;
}

/** The orders of a loader's epochs: what its options, its dataset's places and its policy make of them. */
export class EpochOrders {
  readonly #places: Places;
  readonly #policy: PolicyNode | undefined;
  readonly #options: EpochOrdersOptions;

  /** @param policy says how many copies of a sample there are, and whom samples meet. */
  constructor(places: Places, policy: Step | undefined, options: EpochOrdersOptions) {
    this.#places = places;
    this.#policy = policy === undefined ? undefined : compilePolicy(policy);
    this.#options = options;
  }

  /** How many batches an epoch has. */
  get batches(): number {
    const { globalBatchSize, tail } = this.#options;
    return batchCount(this.#places.length * (this.#policy?.copies ?? 1), globalBatchSize, tail);
  }

  of(epoch: number): EpochOrder {
    const meetings = this.#meetings(epoch);
    const { shard } = this.#options;
    const batches = this.#batches(epoch);
    return new EpochOrder(this.#places, { batches, shard, ...(meetings === undefined ? {} : { meetings }) });
  }

  #batches(epoch: number): GlobalBatches {
    const { globalBatchSize, tail } = this.#options;
    const copies = this.#policy?.copies ?? 1;
    const sequence = this.#sequence(epoch);
    return new CountedBatches(copies === 1 ? sequence : new Copied(sequence, copies), globalBatchSize, tail);
  }

  #sequence(epoch: number): Sequence {
    const { shuffle, seed } = this.#options;
    return shuffle ? new Permutation(this.#places.length, seed, epoch) : new InOrder(this.#places.length);
  }

  /** The first copy of a sample, by its place in the dataset's own order. */
  reference(index: number, epoch: number): Reference {
    const reference = { index, copy: 0, ...this.#places.at(index) };
    const meetings = this.#meetings(epoch);
    return meetings === undefined ? reference : { ...reference, partners: meetings.of(index, 0) };
  }

  #meetings(epoch: number): Meetings | undefined {
    if (this.#policy?.meets !== true) return undefined;
    return new Meetings(this.#policy, drawsOf(this.#options.seed, epoch), this.#places);
  }
}
