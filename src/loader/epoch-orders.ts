import type { Seed, Step } from "@millrace/core";
import { compilePolicy, type PolicyNode } from "@millrace/core/engine";
import { drawsOf } from "../order/draws.ts";
import { batchCount, EpochOrder } from "../order/epoch-order.ts";
import { Meetings } from "../order/meetings.ts";
import type { Places, Reference } from "../order/reference.ts";
import { Substitutes } from "../order/substitutes.ts";

export interface EpochOrdersOptions {
  readonly batchSize: number;
  readonly dropLast: boolean;
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
    const { batchSize, dropLast } = this.#options;
    return batchCount(this.#places.length * (this.#policy?.copies ?? 1), batchSize, dropLast);
  }

  of(epoch: number): EpochOrder {
    const meetings = this.#meetings(epoch);
    const copies = this.#policy?.copies ?? 1;
    return new EpochOrder(this.#places, {
      ...this.#options,
      epoch,
      copies,
      ...(meetings === undefined ? {} : { meetings }),
    });
  }

  /** A copy of a sample, the first by default, by its place in the dataset's own order. */
  reference(index: number, epoch: number, copy = 0): Reference {
    const reference = { index, copy, ...this.#places.at(index) };
    const meetings = this.#meetings(epoch);
    return meetings === undefined ? reference : { ...reference, partners: meetings.of(index, copy) };
  }

  /** What takes the place of bad samples in an epoch. */
  substitutes(epoch: number): Substitutes {
    const { seed, batchSize } = this.#options;
    const reference = (index: number, copy: number) => this.reference(index, epoch, copy);
    return new Substitutes({ seed, epoch, batchSize, length: this.#places.length, reference });
  }

  #meetings(epoch: number): Meetings | undefined {
    if (this.#policy?.meets !== true) return undefined;
    return new Meetings(this.#policy, drawsOf(this.#options.seed, epoch), this.#places);
  }
}
