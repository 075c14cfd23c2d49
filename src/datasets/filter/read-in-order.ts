import { setImmediate } from "node:timers/promises";
import type { Places, Reference } from "../../order/reference.ts";
import { BatchReading, heed, isPromise } from "../batch-reading.ts";
import type { Dataset, ReadContext } from "../dataset.ts";
import { sourcesOf } from "../sources.ts";

/** How a dataset is read through. */
export interface InOrder {
  /** Samples that may be on their way at the same time. */
  readonly reads: number;
  readonly signal: AbortSignal | undefined;
  /** Called with each sample, by index. What it throws ends the reading. */
  readonly visit: (sample: unknown, index: number) => void;
  /** What is thrown where a sample cannot be read. */
  readonly errorOf: (index: number, cause: unknown) => Error;
}

/** A sample that was asked for: there, promised, or not to be had. */
interface Asked {
  readonly sample?: unknown;
  readonly failure?: { readonly cause: unknown };
}

/** Milliseconds after which everything else gets a turn, or a dataset that answers at once would stop the process. */
const turn = 50;

/**
 * Reads every sample of a dataset once, on this thread, and hands them over in their order. Where they have to be waited
 * for, several are on their way at the same time; the first that fails, in their order, ends the reading.
 */
export async function readInOrder(dataset: Dataset<object>, { reads, signal, visit, errorOf }: InOrder): Promise<void> {
  signal?.throwIfAborted();
  const reading = new Reading(dataset, reads);
  let abandon: ((reason: unknown) => void) | undefined;
  const abort = () => abandon?.(signal?.reason);
  signal?.addEventListener("abort", abort);
  let turned = performance.now();
  try {
    for (let index = 0; index < dataset.length; index++) {
      const { sample, failure } = reading.next();
      if (failure !== undefined) throw errorOf(index, failure.cause);
      let read = sample;
      if (isPromise(sample)) {
        try {
          // Not a race with one promise of the end: that would remember every sample until then.
          read = await new Promise((resolve, reject) => {
            abandon = reject;
            sample.then(resolve, reject);
          });
        } catch (cause) {
          signal?.throwIfAborted();
          throw errorOf(index, cause);
        }
      }
      if (performance.now() - turned > turn) {
        await setImmediate();
        turned = performance.now();
      }
      signal?.throwIfAborted();
      visit(read, index);
    }
  } catch (error) {
    reading.abandon(error);
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

/** The samples of a dataset as they are asked for, some of them ahead. */
class Reading {
  readonly #datasets: readonly Dataset[];
  readonly #places: Places;
  readonly #reads: number;
  /** Whether samples are asked for many at once: then the next of them come when the last ones are all there. */
  readonly #together: boolean;
  readonly #ended = new AbortController();
  /** Asked for and not yet handed over, in their order. */
  readonly #ahead: Asked[] = [];
  #batch: BatchReading | undefined;
  /** The index of the batch's first sample, and that behind its last. */
  #start = 0;
  #end = 0;
  /** The index that is asked for next. */
  #next = 0;

  constructor(dataset: Dataset<object>, reads: number) {
    const { datasets, places } = sourcesOf(dataset);
    this.#datasets = datasets;
    this.#places = places;
    this.#reads = reads;
    this.#together = datasets.some(({ read, getMany }) => read !== undefined || getMany !== undefined);
  }

  next(): Asked {
    if (this.#ahead.length === 0) this.#ahead.push(this.#ask());
    if (isPromise(this.#ahead[0]?.sample)) while (this.#mayAsk()) this.#ahead.push(this.#ask());
    return this.#ahead.shift() as Asked;
  }

  /** Tells the datasets that nobody waits any more. */
  abandon(reason: unknown): void {
    this.#ended.abort(reason);
  }

  #mayAsk(): boolean {
    if (this.#next === this.#places.length || this.#ahead.length >= this.#reads) return false;
    if (this.#ahead.at(-1)?.failure !== undefined) return false;
    return !(this.#together && this.#next === this.#end);
  }

  #ask(): Asked {
    if (this.#next === this.#end) this.#begin();
    try {
      const sample = this.#batch?.take(this.#next++ - this.#start);
      // It is waited for later, or not at all where one before it fails.
      if (isPromise(sample)) heed(sample);
      return { sample };
    } catch (cause) {
      return { failure: { cause } };
    }
  }

  #begin(): void {
    this.#start = this.#next;
    this.#end = Math.min(this.#places.length, this.#start + this.#reads);
    const references = Array.from({ length: this.#end - this.#start }, (_, position): Reference => {
      const index = this.#start + position;
      const { dataset, row } = this.#places.at(index);
      return { dataset, row, index, copy: 0 };
    });
    const context = (): ReadContext => ({ epoch: 0, seed: 0, signal: this.#ended.signal });
    this.#batch = new BatchReading(this.#datasets, references, context);
  }
}
