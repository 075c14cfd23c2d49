import type { Seed } from "@millrace/core";
import type { ListedDataset } from "../datasets/column-dataset.ts";
import type { GlobalBatches, Tail } from "../order/global-batches.ts";
import type { Sequence } from "../order/sequence.ts";
import type { WindowStart } from "../order/windowed-batches.ts";

/** What the order of an epoch is made for. */
export interface EpochContext {
  readonly seed: Seed;
  /** From 0. */
  readonly epoch: number;
  /** Whether the order is drawn anew each epoch; never in evaluation mode. */
  readonly shuffle: boolean;
  /** Samples of a batch over all ranks. */
  readonly size: number;
  readonly tail: Tail;
  /** Where counting begins, of batches that have to be counted. */
  readonly from?: WindowStart;
}

/** A sampler that was shown the dataset. */
export interface BoundSampler {
  /** Which sample comes at which position, in place of the loader's own order. */
  sequence?(context: EpochContext): Sequence;
  /** Which samples are together in a batch. @param base the order that the batches are made of. */
  batches?(base: Sequence, context: EpochContext): GlobalBatches;
}

/**
 * Decides which samples an epoch has, in which order, or which are together in a batch: the loader's option `sampler`.
 * It is made by `weighted`, `classBalanced`, `stratified`, `repeat`, `bucketByLength` or `batchesOf`.
 */
export interface Sampler {
  readonly type: "sampler";
  readonly name: string;
  /**
   * Whether it changes how often samples come. Such a one is for training: in evaluation mode every sample comes once, in
   * the dataset's order.
   */
  readonly chooses: boolean;
  /** What it was made with, in few words or digests: a state of another is refused. */
  readonly identity: readonly unknown[];
  /** Where a batch is of so many bins: about how many samples one holds. Absent: it is of samples. */
  readonly packs?: number;
  /** @throws OptionError where it does not fit the dataset. */
  bind(dataset: ListedDataset): BoundSampler;
}

/** Whether a value is a sampler. */
export function isSampler(value: unknown): value is Sampler {
  return (value as Sampler | null | undefined)?.type === "sampler";
}
