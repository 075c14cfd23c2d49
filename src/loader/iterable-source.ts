import type { Sample } from "@millrace/core";
import { heed, isPromise } from "../datasets/batch-reading.ts";
import type { IterableDataset } from "../datasets/iterable.ts";
import type { Reference } from "../order/reference.ts";
import { warn } from "../warnings.ts";
import { SampleError } from "../worker/errors.ts";
import type { PlannedSample } from "../worker/pipeline.ts";
import { type StageTimes, waitedPlace } from "../worker/stages.ts";
import { carried, readHerePlace, type SampleSource, type SourcedBatch } from "./source.ts";

export interface IterableSourceOptions {
  readonly batchSize: number;
  readonly dropLast: boolean;
  readonly epoch: number;
  readonly firstBatch: number;
  readonly crossesThreads: boolean;
  /** How often each sample comes, from 1; its copies follow one another. Default 1. */
  readonly copies?: number;
  /** How long reading takes on this thread. */
  readonly times: StageTimes;
}

/** Reads samples that come one after another. */
export function iterableSource(dataset: IterableDataset, options: IterableSourceOptions): SampleSource<SourcedBatch> {
  const { batchSize, dropLast, epoch, firstBatch, crossesThreads, copies = 1, times } = options;
  const place = readHerePlace(crossesThreads);
  const skip = Math.floor((firstBatch * batchSize) / copies);
  const seeks = dataset.seeks === true;
  const iterable = dataset({ epoch, shard: { index: 0, count: 1 }, skip: seeks ? skip : 0 });
  const iterator = Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]();
  let index = skip;
  /** The sample of which copies are still to come, and the next of them. */
  let current: Sample | undefined;
  let copy = (firstBatch * batchSize) % copies;
  let toSkip = seeks ? 0 : skip;
  if (toSkip > 0) warnOfSkipping(toSkip);
  let ended = false;
  let pending = false;
  /** Lets go of an answer that is waited for. */
  let letGo = (): void => {};

  /** What the iterator answers; undefined when the source was ended meanwhile, so that nothing waits for one that never does. */
  const answerOf = (answer: Promise<IteratorResult<unknown>>): Promise<IteratorResult<unknown> | undefined> => {
    pending = true;
    const answered = new Promise<IteratorResult<unknown> | undefined>((resolve, reject) => {
      letGo = () => resolve(undefined);
      answer.then(resolve, reject);
    });
    return answered.finally(() => {
      pending = false;
    });
  };

  const take = (value: unknown, at: number): Sample => {
    try {
      return carried(value, at, crossesThreads);
    } catch (cause) {
      throw new SampleError({ index: at, dataset: 0, row: at, epoch, path: undefined, worker: 0 }, cause);
    }
  };

  return {
    async next(): Promise<SourcedBatch | undefined> {
      const references: Reference[] = [];
      const samples: PlannedSample[] = [];
      while (samples.length < batchSize) {
        if (current !== undefined) {
          const reference = { index, copy, dataset: 0, row: index };
          references.push(reference);
          samples.push({ ...reference, sample: current });
          if (++copy < copies) continue;
          current = undefined;
          copy = 0;
          index++;
          continue;
        }
        if (ended) break;
        const weight = times.reading.weightOf(samples.length);
        const asked = weight === 0 ? 0 : performance.now();
        const answer = iterator.next();
        const answered = weight === 0 ? 0 : performance.now();
        const result = isPromise(answer) ? await answerOf(answer as Promise<IteratorResult<unknown>>) : answer;
        if (weight > 0) {
          const now = performance.now();
          times.reading.took(now - asked);
          times.add(place, weight * (answered - asked));
          times.add(waitedPlace.read, weight * (now - answered));
        }
        if (result === undefined || ended) return undefined;
        if (result.done === true) {
          ended = true;
        } else if (toSkip > 0) {
          toSkip--;
        } else {
          current = take(result.value, index);
        }
      }
      if (samples.length === 0 || (dropLast && samples.length < batchSize)) return undefined;
      return { references, samples };
    },
    async end() {
      if (ended) return;
      ended = true;
      const waits = pending;
      letGo();
      const returning = iterator.return?.();
      // A generator that does not answer would not return either; what it throws then is nobody's any more.
      if (waits && isPromise(returning)) heed(returning);
      else await returning;
    },
  };
}

let warned = false;

function warnOfSkipping(samples: number): void {
  if (warned) return;
  warned = true;
  warn(
    "MILLRACE_SKIPPING",
    `resuming an iterable dataset in the middle of an epoch: its first ${samples} samples are read and left out. ` +
      "A dataset that can begin behind them says so: Object.assign(({ epoch, skip }) => …, { seeks: true })",
  );
}
