import type { IterableSource } from "./iterable/iterable-source.ts";
import type { SourcedBatch } from "./source.ts";

/** A source whose first batch may be looked at before it is taken. */
export interface PeekedSource extends IterableSource {
  /** The next batch, which `next` will return again; undefined after the last. */
  peek(): Promise<SourcedBatch | undefined>;
}

/** Lets a look at the first samples cost an iterable nothing: they are kept. */
export function peeked(source: IterableSource): PeekedSource {
  let waiting: Promise<SourcedBatch | undefined> | undefined;
  return {
    peek() {
      waiting ??= source.next();
      return waiting;
    },
    next() {
      const first = waiting ?? source.next();
      waiting = undefined;
      return first;
    },
    placeOf: (batch) => source.placeOf(batch),
    end: () => source.end(),
  };
}
