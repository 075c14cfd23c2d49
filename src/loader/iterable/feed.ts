import { heed, isPromise } from "../../datasets/batch-reading.ts";
import type { IterableDataset } from "../../datasets/iterable.ts";
import { warn } from "../../warnings.ts";
import { type StageTimes, waitedPlace } from "../../worker/stages.ts";
import type { ShardsPlace } from "../shards/shards-place.ts";
import { readHerePlace } from "../source.ts";

/** One sample of an iterable, as it came. */
export interface FedSample {
  /** Its place in the iterable, from 0. */
  readonly index: number;
  readonly value: unknown;
  /** The shard that it is of, and its place there; absent: there are no shards. */
  readonly dataset?: number;
  readonly row?: number;
}

/** Samples that come one after another. */
export interface Feed {
  /** The next sample; undefined after the last, and after `end`. */
  next(): FedSample | undefined | Promise<FedSample | undefined>;
  /** Stops: a `next` that waits resolves at once, whatever the dataset does. @throws what the iterable threw. */
  end(): Promise<void>;
  /** Where a feed of shards stands: from there its next sample can be found again. */
  readonly place?: ShardsPlace | undefined;
}

/** How an iterable is read. */
export interface FeedOptions {
  readonly epoch: number;
  /** Samples that come before the first. */
  readonly skip: number;
  /** Whether what is read is handed to other threads. */
  readonly crossesThreads: boolean;
  /** How long it takes. */
  readonly times: StageTimes;
}

/** The samples of an iterable from one of them on: it begins there itself where it can, else those before are dropped. */
export class IterableFeed implements Feed {
  readonly #iterator: Iterator<unknown> | AsyncIterator<unknown>;
  #index: number;
  #toSkip: number;
  #ended = false;
  #pending = false;
  /** Lets go of an answer that is waited for. */
  #letGo = (): void => {};

  readonly #times: StageTimes;
  /** The place in the times of what answers at once. */
  readonly #place: number;

  constructor(dataset: IterableDataset, { epoch, skip, crossesThreads, times }: FeedOptions) {
    this.#times = times;
    this.#place = readHerePlace(crossesThreads);
    const seeks = dataset.seeks === true;
    const iterable = dataset({ epoch, shard: { index: 0, count: 1 }, skip: seeks ? skip : 0 });
    this.#iterator = Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]();
    this.#index = skip;
    this.#toSkip = seeks ? 0 : skip;
    if (this.#toSkip > 0) {
      warnOfSkipping(
        `resuming an iterable dataset in the middle of an epoch: its first ${this.#toSkip} samples are read and left out. ` +
          "A dataset that can begin behind them says so: Object.assign(({ epoch, skip }) => …, { seeks: true })",
      );
    }
  }

  next(): FedSample | undefined | Promise<FedSample | undefined> {
    while (!this.#ended) {
      const weight = this.#times.reading.weightOf(1);
      const asked = weight === 0 ? 0 : performance.now();
      const answer = this.#iterator.next();
      const answered = weight === 0 ? 0 : performance.now();
      if (weight > 0) this.#times.add(this.#place, weight * (answered - asked));
      if (isPromise(answer)) return this.#answered(answer as Promise<IteratorResult<unknown>>, weight, answered);
      if (weight > 0) this.#times.reading.took(answered - asked);
      const fed = this.#fed(answer as IteratorResult<unknown>);
      if (fed !== "skipped") return fed;
    }
    return undefined;
  }

  /** What the iterator answers; undefined when the feed was ended meanwhile, so that nothing waits for one that never does. */
  async #answered(
    answer: Promise<IteratorResult<unknown>>,
    weight: number,
    asked: number,
  ): Promise<FedSample | undefined> {
    this.#pending = true;
    try {
      const result = await new Promise<IteratorResult<unknown> | undefined>((resolve, reject) => {
        this.#letGo = () => resolve(undefined);
        answer.then(resolve, reject);
      });
      if (weight > 0) {
        const waited = performance.now() - asked;
        this.#times.reading.took(waited);
        this.#times.add(waitedPlace.read, weight * waited);
      }
      if (result === undefined || this.#ended) return undefined;
      const fed = this.#fed(result);
      if (fed !== "skipped") return fed;
    } finally {
      this.#pending = false;
    }
    return this.next();
  }

  #fed(result: IteratorResult<unknown>): FedSample | undefined | "skipped" {
    if (result.done === true) {
      this.#ended = true;
      return undefined;
    }
    if (this.#toSkip === 0) return { index: this.#index++, value: result.value };
    this.#toSkip--;
    return "skipped";
  }

  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    const waits = this.#pending;
    this.#letGo();
    const returning = this.#iterator.return?.();
    // A generator that does not answer would not return either; what it throws then is nobody's any more.
    if (waits && isPromise(returning)) heed(returning);
    else await returning;
  }
}

let warned = false;

/** Says once that samples are read in vain, and what spares it. */
export function warnOfSkipping(message: string): void {
  if (warned) return;
  warned = true;
  warn("MILLRACE_SKIPPING", message);
}
