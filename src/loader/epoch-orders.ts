import { OptionError, type Seed, type Step } from "@millrace/core";
import { compilePolicy, type PolicyNode } from "@millrace/core/engine";
import type { ListedDataset } from "../datasets/column-dataset.ts";
import { orderingOf } from "../datasets/ordering.ts";
import { sourcesOf } from "../datasets/sources.ts";
import { BlockShuffle } from "../order/block-shuffle.ts";
import { budgetBatches } from "../order/budget.ts";
import { Copied } from "../order/copied.ts";
import { drawsOf } from "../order/draws.ts";
import { EpochOrder } from "../order/epoch-order.ts";
import { CountedBatches, type GlobalBatches } from "../order/global-batches.ts";
import { Meetings } from "../order/meetings.ts";
import { Permutation } from "../order/permutation.ts";
import type { Places, Reference } from "../order/reference.ts";
import { InOrder, type Sequence } from "../order/sequence.ts";
import { Substitutes } from "../order/substitutes.ts";
import { withTail } from "../order/tailed-batches.ts";
import type { WindowStart } from "../order/windowed-batches.ts";
import type { BoundSampler, EpochContext } from "../samplers/sampler.ts";
import type { CheckedOptions, ShuffleOptions } from "./options.ts";
import { samplerOf } from "./sampler-of.ts";

export type EpochOrdersOptions = Pick<
  CheckedOptions,
  "globalBatchSize" | "budget" | "tail" | "shard" | "shuffle" | "sampler" | "mode"
> & { readonly seed: Seed };

/** Positions that are shuffled together where a dataset states its blocks. */
const defaultWindow = 65_536;

/** The orders of a loader's epochs: what its options, its dataset's places and its policy make of them. */
export class EpochOrders {
  readonly #places: Places;
  readonly #policy: PolicyNode | undefined;
  readonly #options: EpochOrdersOptions;
  readonly #shuffle: boolean | ShuffleOptions;
  readonly #sampler: BoundSampler;

  /**
   * @param policy says how many copies of a sample there are, and whom samples meet.
   * @throws OptionError for a sampler that does not fit the dataset.
   */
  constructor(dataset: ListedDataset, policy: Step | undefined, options: EpochOrdersOptions) {
    this.#places = sourcesOf(dataset).places;
    this.#policy = policy === undefined ? undefined : compilePolicy(policy);
    this.#options = options;
    this.#shuffle = options.mode === "train" ? shuffleOf(options.shuffle, dataset) : false;
    const sampler = samplerOf(options, orderingOf(dataset));
    this.#sampler = sampler?.bind(dataset) ?? {};
    if (options.budget !== undefined) checkBudget(options.budget.budget, dataset.length, this.#sampler);
  }

  /** Whether epochs may have different numbers of batches. */
  get differ(): boolean {
    return this.#options.budget !== undefined || this.#sampler.batches !== undefined;
  }

  /** How many batches an epoch has. With a budget this goes through the epoch. */
  batchesOf(epoch: number): number {
    return this.#batches(epoch, undefined).count;
  }

  /** @param from where counting the batches of a budget begins. */
  of(epoch: number, from?: WindowStart): EpochOrder {
    const meetings = this.#meetings(epoch);
    const { shard } = this.#options;
    const batches = this.#batches(epoch, from);
    return new EpochOrder(this.#places, { batches, shard, ...(meetings === undefined ? {} : { meetings }) });
  }

  get #copies(): number {
    return this.#policy?.copies ?? 1;
  }

  #batches(epoch: number, from: WindowStart | undefined): GlobalBatches {
    const { globalBatchSize: size, budget, tail, seed } = this.#options;
    const start = from === undefined ? {} : { from };
    const context: EpochContext = { seed, epoch, shuffle: this.#shuffle !== false, size, tail, ...start };
    // Positions of a sequence are samples, and those of batches their copies.
    const own = this.#sampler.sequence?.({ ...context, size: size / this.#copies }) ?? this.#sequence(epoch);
    const sequence = this.#copies === 1 ? own : new Copied(own, this.#copies);
    if (budget !== undefined) {
      const { shuffle } = context;
      return budgetBatches(sequence, { ...budget, seed, epoch, shuffle, ...start });
    }
    return this.#sampler.batches?.(sequence, context) ?? withTail(new CountedBatches(sequence, size), size, tail);
  }

  /** The loader's own order. */
  #sequence(epoch: number): Sequence {
    const { seed } = this.#options;
    const { length } = this.#places;
    if (this.#shuffle === false) return new InOrder(length);
    if (this.#shuffle === true) return new Permutation(length, seed, epoch);
    const { blocks = 1, window } = this.#shuffle;
    return new BlockShuffle(length, blocks, window, seed, epoch);
  }

  /** A copy of a sample, the first by default, by its place in the dataset's own order. */
  reference(index: number, epoch: number, copy = 0): Reference {
    const reference = { index, copy, ...this.#places.at(index) };
    const meetings = this.#meetings(epoch);
    return meetings === undefined ? reference : { ...reference, partners: meetings.of(index, copy) };
  }

  /** What takes the place of bad samples in an epoch. */
  substitutes(epoch: number, order: EpochOrder): Substitutes {
    const { seed } = this.#options;
    const reference = (index: number, copy: number) => this.reference(index, epoch, copy);
    const positionOf = (batch: number, row: number) => order.positionOf(batch) + row;
    return new Substitutes({ seed, epoch, positionOf, length: this.#places.length, reference });
  }

  #meetings(epoch: number): Meetings | undefined {
    if (this.#policy?.meets !== true) return undefined;
    return new Meetings(this.#policy, drawsOf(this.#options.seed, epoch), this.#places);
  }
}

/** How a dataset is shuffled. @throws OptionError for blocks that are not those of the dataset. */
function shuffleOf(shuffle: boolean | ShuffleOptions, dataset: ListedDataset): boolean | ShuffleOptions {
  if (shuffle === false) return false;
  const { blocks } = dataset;
  if (shuffle === true) return blocks === undefined ? true : checked({ blocks, window: defaultWindow }, dataset.length);
  if (shuffle.blocks !== undefined) return checked(shuffle, dataset.length);
  if (blocks !== undefined) return checked({ ...shuffle, blocks }, dataset.length);
  throw new OptionError(
    "DataLoader: shuffle: { window } is for iterables and for datasets that state their blocks; give { blocks, window } too, or true for a shuffle of all samples",
  );
}

function checked(shuffle: ShuffleOptions, length: number): ShuffleOptions {
  const { blocks } = shuffle;
  if (typeof blocks !== "object") return shuffle;
  let sum = 0;
  for (let block = 0; block < blocks.length; block++) sum += blocks[block] as number;
  if (sum === length) return shuffle;
  throw new OptionError(
    `DataLoader: the blocks hold ${sum} samples together, and the dataset ${length}; they must be the same`,
  );
}

function checkBudget(
  { name, lengths }: { readonly name: string; readonly lengths: ArrayLike<number> },
  length: number,
  sampler: BoundSampler,
): void {
  if (lengths.length !== length) {
    throw new OptionError(`${name}: lengths must be a list of ${length}, one for each sample, got ${lengths.length}`);
  }
  if (sampler.batches !== undefined) {
    throw new OptionError(
      `DataLoader: batchSize is a budget, and the sampler makes batches itself; give batchSize a number, or leave the sampler out (${name} sorts by length by itself)`,
    );
  }
}
