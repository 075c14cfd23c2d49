import { OptionError } from "@millrace/core";

/** What an iterable dataset is told. */
export interface IterableContext {
  /** The epoch, from 0. */
  readonly epoch: number;
  /** This reader's part of the data; one of one for now. */
  readonly shard: { readonly index: number; readonly count: number };
  /** How many samples to leave out at the beginning. */
  readonly skip: number;
}

/** A dataset whose samples come one after another: called once an epoch. */
export type IterableDataset<Sample extends object = Record<string, unknown>> = (
  context: IterableContext,
) => AsyncIterable<Sample> | Iterable<Sample>;

/** Samples without a function around them: one epoch, once. */
export type BareIterable<Sample extends object = Record<string, unknown>> = AsyncIterable<Sample> | Iterable<Sample>;

export function isBareIterable(value: unknown): value is BareIterable {
  return typeof value === "object" && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value);
}

/** A bare iterable as a dataset of one epoch. */
export function onlyOnce(iterable: BareIterable): IterableDataset {
  let used = false;
  return () => {
    if (used) {
      throw new OptionError(
        "this dataset is a bare iterable, which holds one epoch, and it was read already; " +
          "pass a function ({ epoch }) => iterable for more epochs",
      );
    }
    used = true;
    return iterable;
  };
}
