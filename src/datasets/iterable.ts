import { OptionError } from "@millrace/core";

/** What an iterable dataset is told. */
export interface IterableContext {
  /** The epoch, from 0. */
  readonly epoch: number;
  /** This reader's part of the data; one of one for now. */
  readonly shard: { readonly index: number; readonly count: number };
  /** How many samples to leave out at the beginning; above 0 only for a dataset that says `seeks`. */
  readonly skip: number;
}

/** A dataset whose samples come one after another: called once an epoch. */
export interface IterableDataset<Sample extends object = Record<string, unknown>> {
  (context: IterableContext): AsyncIterable<Sample> | Iterable<Sample>;
  /**
   * True: it leaves out the first `skip` samples itself when a loader resumes in the middle of an epoch. Default: the
   * loader reads and drops them, which takes as long as reading them. Set as `Object.assign(open, { seeks: true })`.
   */
  readonly seeks?: boolean;
}

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
