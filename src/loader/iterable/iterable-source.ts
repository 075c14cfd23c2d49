import type { Sample, Seed } from "@millrace/core";
import { isPromise } from "../../datasets/batch-reading.ts";
import type { IterableDataset } from "../../datasets/iterable.ts";
import type { Tail } from "../../order/global-batches.ts";
import type { Reference } from "../../order/reference.ts";
import { type Shard, stretchOf } from "../../order/shard.ts";
import { SampleError } from "../../worker/errors.ts";
import type { PlannedSample } from "../../worker/pipeline.ts";
import type { StageTimes } from "../../worker/stages.ts";
import { carried, type SampleSource, type SourcedBatch, type SourcedFault } from "../source.ts";
import { type FedSample, type Feed, IterableFeed } from "./feed.ts";
import { ShuffledFeed } from "./shuffled-feed.ts";

export interface IterableSourceOptions {
  /** Samples of a batch over all ranks. */
  readonly globalBatchSize: number;
  readonly tail: Tail;
  readonly shard: Shard;
  readonly seed: Seed;
  readonly epoch: number;
  readonly firstBatch: number;
  /** Batches behind it that are read and dropped, since they were delivered before. */
  readonly leftOut: ReadonlySet<number>;
  readonly crossesThreads: boolean;
  /** How often each sample comes, from 1; its copies follow one another. */
  readonly copies: number;
  /** Whether what is no sample is left out, with its rows. Otherwise it is an error. */
  readonly skips: boolean;
  /** Samples of a window that are shuffled; absent: the iterable's own order. */
  readonly window?: number;
  /** How long reading takes on this thread. */
  readonly times: StageTimes;
}

/** A row of a batch that was not looked at yet. */
interface Row extends FedSample {
  readonly copy: number;
}

/**
 * Reads samples that come one after another. Where there are several ranks, each reads all of them and keeps its rows:
 * so the batches are the same for any number of ranks, and none has a step more than another.
 */
export function iterableSource(dataset: IterableDataset, options: IterableSourceOptions): SampleSource<SourcedBatch> {
  const { globalBatchSize, firstBatch, leftOut, copies } = options;
  let batch = firstBatch;
  const feed = feedOf(dataset, options, Math.floor((firstBatch * globalBatchSize) / copies));
  /** The sample of which copies are still to come, and the next of them. */
  let current: FedSample | undefined;
  let copy = (firstBatch * globalBatchSize) % copies;
  let ended = false;

  const rowsOfBatch = async (): Promise<Row[]> => {
    const rows: Row[] = [];
    while (rows.length < globalBatchSize) {
      if (current === undefined) {
        const answer = feed.next();
        current = isPromise(answer) ? await answer : answer;
        if (current === undefined) break;
      }
      rows.push({ ...current, copy });
      if (++copy < copies) continue;
      current = undefined;
      copy = 0;
    }
    return rows;
  };

  return {
    async next() {
      let rows = ended ? [] : await rowsOfBatch();
      while (!ended && rows.length > 0 && leftOut.has(batch++)) rows = await rowsOfBatch();
      return ended || rows.length === 0 ? undefined : ownPart(rows, options);
    },
    async end() {
      ended = true;
      await feed.end();
    },
  };
}

function feedOf(dataset: IterableDataset, options: IterableSourceOptions, given: number): Feed {
  const { window, seed, epoch } = options;
  const feedFrom = (skip: number) => new IterableFeed(dataset, { ...options, skip });
  if (window === undefined) return feedFrom(given);
  const feed = feedFrom(ShuffledFeed.windowStart(given, window));
  return new ShuffledFeed(feed, { window, seed, epoch, given });
}

/** A rank's rows of a batch; undefined where the batch is left out. */
function ownPart(rows: readonly Row[], options: IterableSourceOptions): SourcedBatch | undefined {
  const { globalBatchSize, tail, shard, skips } = options;
  if (tail === "drop" && rows.length < globalBatchSize) return undefined;
  const size = tail === "pad" ? globalBatchSize : rows.length;
  const { first, end, padding } = stretchOf(shard, size, size - rows.length);
  const references: Reference[] = [];
  const samples: PlannedSample[] = [];
  const faults: SourcedFault[] = [];
  for (let at = first; at < end; at++) {
    const { index, copy, value } = rows[at % rows.length] as Row;
    const place = { index, copy, dataset: 0, row: index };
    const reference: Reference = at < end - padding ? place : { ...place, padding: true };
    const sample = taken(value, index, options);
    if (!(sample instanceof SampleError)) {
      references.push(reference);
      samples.push({ ...reference, sample });
    } else if (skips) {
      faults.push({ row: at - first, error: sample });
    } else {
      throw sample;
    }
  }
  return { references, samples, ...(faults.length === 0 ? {} : { faults }) };
}

function taken(value: unknown, index: number, { epoch, crossesThreads }: IterableSourceOptions): Sample | SampleError {
  try {
    return carried(value, index, crossesThreads);
  } catch (cause) {
    return new SampleError({ index, dataset: 0, row: index, epoch, path: undefined, worker: 0 }, cause);
  }
}
