import type { Sample, Seed } from "@millrace/core";
import { isPromise } from "../../datasets/batch-reading.ts";
import type { IterableDataset } from "../../datasets/iterable.ts";
import { type Shards, shardsOf } from "../../datasets/sharded.ts";
import type { ShardStart } from "../../datasets/shards/shard-iteration.ts";
import type { Tail } from "../../order/global-batches.ts";
import type { Reference } from "../../order/reference.ts";
import { type Shard, stretchOf } from "../../order/shard.ts";
import { SampleError } from "../../worker/errors.ts";
import type { PlannedSample } from "../../worker/pipeline.ts";
import type { StageTimes } from "../../worker/stages.ts";
import { InterleavedFeed } from "../shards/interleaved-feed.ts";
import { LocalShard } from "../shards/local-shard.ts";
import { type RemoteReading, RemoteShard, UnfitValue } from "../shards/remote-shard.ts";
import type { ShardsPlace } from "../shards/shards-place.ts";
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
  /** Whether shards come in an order of the epoch's. */
  readonly shuffled: boolean;
  /** Where the shards stand at the window that the first batch begins in; absent: they are read from their beginning. */
  readonly from?: ShardsPlace | undefined;
  /** Samples of a window that are shuffled; absent: the iterable's own order. */
  readonly window?: number;
  /** How long reading takes on this thread. */
  readonly times: StageTimes;
  /** How shards are read in workers; absent: they are read on this thread. */
  readonly remote?: RemoteReading | undefined;
}

/** A source that knows where its shards stood. */
export interface IterableSource extends SampleSource<SourcedBatch> {
  /**
   * Where the shards stand at the window that a batch begins in: of the next one, or of one that was read and not asked
   * for yet. Undefined where there are no shards. Those of batches before are forgotten.
   */
  placeOf(batch: number): ShardsPlace | undefined;
}

/** A row of a batch that was not looked at yet. */
interface Row extends FedSample {
  readonly copy: number;
}

/**
 * Reads samples that come one after another. Where there are several ranks, each reads all of them and keeps its rows:
 * so the batches are the same for any number of ranks, and none has a step more than another.
 */
export function iterableSource(dataset: IterableDataset, options: IterableSourceOptions): IterableSource {
  const { globalBatchSize, firstBatch, leftOut, copies } = options;
  let batch = firstBatch;
  const feed = feedOf(dataset, options, Math.floor((firstBatch * globalBatchSize) / copies));
  /** The sample of which copies are still to come, and the next of them. */
  let current: FedSample | undefined;
  let copy = (firstBatch * globalBatchSize) % copies;
  let ended = false;
  let number = firstBatch;
  /** Where the shards stand at each batch that was read. */
  const places = new Map<number, ShardsPlace>();
  /** Where they stand at the sample of which copies are still to come. */
  let currentPlace: ShardsPlace | undefined;

  const rowsOfBatch = async (): Promise<Row[]> => {
    const rows: Row[] = [];
    while (rows.length < globalBatchSize) {
      if (current === undefined) {
        if (rows.length + copies - copy > globalBatchSize) currentPlace = feed.place;
        const answer = feed.next();
        current = isPromise(answer) ? await answer : answer;
        if (current === undefined) break;
      }
      rows.push({ ...current, copy });
      if (++copy < copies) continue;
      current = undefined;
      copy = 0;
    }
    const place = current === undefined ? feed.place : currentPlace;
    if (place !== undefined) places.set(++number, place);
    return rows;
  };

  return {
    async next() {
      let rows = ended ? [] : await rowsOfBatch();
      while (!ended && rows.length > 0 && leftOut.has(batch++)) rows = await rowsOfBatch();
      return ended || rows.length === 0 ? undefined : ownPart(rows, options);
    },
    placeOf(batch) {
      const place = places.get(batch);
      for (const earlier of places.keys()) if (earlier < batch) places.delete(earlier);
      return place;
    },
    async end() {
      ended = true;
      await feed.end();
    },
  };
}

function feedOf(dataset: IterableDataset, options: IterableSourceOptions, given: number): Feed {
  const { window, seed, epoch } = options;
  const shards = shardsOf(dataset);
  const feedFrom = (skip: number): Feed =>
    shards === undefined ? new IterableFeed(dataset, { ...options, skip }) : shardsFrom(shards, options, skip);
  if (window === undefined) return feedFrom(given);
  const feed = feedFrom(ShuffledFeed.windowStart(given, window));
  return new ShuffledFeed(feed, { window, seed, epoch, given });
}

function shardsFrom(shards: Shards, options: IterableSourceOptions, skip: number): InterleavedFeed {
  const { remote } = options;
  const open = (start: ShardStart) =>
    remote === undefined ? new LocalShard(shards.dataset, start, options) : new RemoteShard(start, remote);
  return new InterleavedFeed(shards, { ...options, skip, open });
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
    const { index, copy, value, dataset = 0, row = index } = rows[at % rows.length] as Row;
    const place = { index, copy, dataset, row };
    const reference: Reference = at < end - padding ? place : { ...place, padding: true };
    const sample = taken(value, place, options);
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

function taken(
  value: unknown,
  { index, dataset, row }: Reference,
  { epoch, crossesThreads }: IterableSourceOptions,
): Sample | SampleError {
  try {
    if (value instanceof UnfitValue) throw value.error;
    return carried(value, index, crossesThreads);
  } catch (cause) {
    return new SampleError({ index, dataset, row, epoch, path: undefined, worker: 0 }, cause);
  }
}
