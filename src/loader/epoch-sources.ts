import type { Seed } from "@millrace/core";
import { compilePolicy } from "@millrace/core/engine";
import { type ColumnDataset, isColumnDataset, type ListedDataset } from "../datasets/column-dataset.ts";
import type { Dataset } from "../datasets/dataset.ts";
import type { IterableDataset } from "../datasets/iterable.ts";
import { shardName, shardsOf } from "../datasets/sharded.ts";
import { sourcesOf } from "../datasets/sources.ts";
import { EpochOrder } from "../order/epoch-order.ts";
import { CountedBatches } from "../order/global-batches.ts";
import type { Reference } from "../order/reference.ts";
import { InOrder } from "../order/sequence.ts";
import type { WindowStart } from "../order/windowed-batches.ts";
import type { Patience } from "../worker/patience.ts";
import type { PlannedSample } from "../worker/pipeline.ts";
import type { StageTimes } from "../worker/stages.ts";
import { readInWorkers, readShardsInWorkers } from "./build-pipeline.ts";
import { plannedRows, ReadingColumns, readHere } from "./column-source.ts";
import { effectivePolicy } from "./effective-policy.ts";
import { EpochOrders } from "./epoch-orders.ts";
import type { KeptSamples } from "./first-samples.ts";
import { iterableSource } from "./iterable/iterable-source.ts";
import { Mending } from "./mending.ts";
import type { CheckedOptions } from "./options.ts";
import { type PeekedSource, peeked } from "./peeked-source.ts";
import { plannedSource } from "./planned-source.ts";
import { ReadingSource } from "./reading-source.ts";
import type { RemoteReading } from "./shards/remote-shard.ts";
import type { ShardsPlace } from "./shards/shards-place.ts";
import type { ReadCredits, SampleSource, SourcedColumns } from "./source.ts";
import { readAlone, type Tolerance } from "./tolerance.ts";

export interface EpochSourcesParts {
  readonly dataset: ListedDataset | IterableDataset;
  readonly options: CheckedOptions;
  readonly seed: Seed;
  /** Samples that were read already. */
  readonly kept: KeptSamples;
  /** Counts what is read ahead on this thread. */
  readonly reads: ReadCredits;
  /** How long reading takes on this thread. */
  readonly times: StageTimes;
  /** Who reads shards, where workers do. */
  readonly workers: () => Pick<RemoteReading, "executor" | "pipeline">;
  /** Where the shards stand at a batch that is resumed. */
  readonly shardsAt: (epoch: number, batch: number) => ShardsPlace | undefined;
}

/** Where an epoch begins. */
export interface EpochStart {
  readonly epoch: number;
  readonly firstBatch: number;
  /** Batches behind it that were delivered before. */
  readonly leftOut: ReadonlySet<number>;
  /** Where counting the batches of a budget begins. */
  readonly from?: WindowStart | undefined;
}

/** Opens what an epoch reads: the dataset here, or in workers, or an iterable. */
export class EpochSources {
  readonly #parts: EpochSourcesParts;
  readonly #orders: EpochOrders | undefined;
  readonly #copies: number;
  /** The iterable of this epoch: opened by its loop, or before it for its first samples to be looked at. */
  #iterable: PeekedSource | undefined;
  /** The orders of the epochs that were opened last. */
  readonly #opened = new Map<number, EpochOrder>();
  #counted: { readonly epoch: number; readonly batches: number } | undefined;
  /** Whether a loop reads this epoch. */
  #isRead = false;
  readonly #ended = new AbortController();

  constructor(parts: EpochSourcesParts) {
    const { dataset, options, seed } = parts;
    const policy = effectivePolicy(options);
    this.#parts = parts;
    this.#copies = policy === undefined ? 1 : compilePolicy(policy).copies;
    if (typeof dataset === "function") return;
    this.#orders = new EpochOrders(dataset, policy, { ...options, seed });
  }

  /**
   * How many batches an epoch has; undefined for an iterable, whose end nobody knows. Where batches have a budget this
   * goes through the epoch, once.
   */
  batchesOf(epoch: number): number | undefined {
    if (this.#orders === undefined) return undefined;
    const isKnown = this.#counted !== undefined && (this.#counted.epoch === epoch || !this.#orders.differ);
    if (!isKnown) this.#counted = { epoch, batches: this.#orders.batchesOf(epoch) };
    return this.#counted?.batches;
  }

  /** Whether epochs may have different numbers of batches. */
  get differ(): boolean {
    return this.#orders?.differ === true;
  }

  /** The window of a budget that a batch of an epoch that was opened lies in. */
  windowOf(epoch: number, batch: number): WindowStart | undefined {
    return this.#opened.get(epoch)?.windowOf(batch);
  }

  /** Where the shards of the epoch that is read stand at the window that a batch begins in. */
  shardsOf(batch: number): ShardsPlace | undefined {
    return this.#iterable?.placeOf(batch);
  }

  /**
   * The samples of an epoch, from a batch on, for a loop that ends the source itself and says so by `left`.
   *
   * @param start.leftOut batches behind the first that are not read.
   * @param start.from where counting the batches of a budget begins.
   */
  open({ epoch, firstBatch, leftOut, from }: EpochStart): SampleSource {
    const { dataset, options, seed, kept, times } = this.#parts;
    this.#isRead = true;
    if (typeof dataset === "function") return this.#openIterable(dataset, epoch, firstBatch, leftOut);
    const order = (this.#orders as EpochOrders).of(epoch, from);
    this.#opened.set(epoch, order);
    this.#opened.delete(epoch - 2);
    const { workers, reads } = options;
    const start = { firstBatch, leftOut };
    const here = { seed, epoch, ...start, places: reads * Math.max(1, workers), credits: this.#parts.reads, times };
    if (isColumnDataset(dataset)) {
      if (readInWorkers(dataset, workers)) return plannedRows(order, start);
      const { datasets } = sourcesOf(dataset);
      return new ReadingColumns(datasets, order, { ...here, crossesThreads: workers > 0 });
    }
    if (readInWorkers(dataset, workers)) return plannedSource(order, start, kept);
    return new ReadingSource(sourcesOf(dataset).datasets, order, {
      ...here,
      crossesThreads: workers > 0,
      kept,
      tolerance: this.#tolerance(epoch),
      patience: this.#patience(),
    });
  }

  /** How an epoch goes on in spite of bad samples; undefined where it does not. */
  mending(epoch: number): Mending | undefined {
    const { dataset, options } = this.#parts;
    const { onError, workers } = options;
    if (onError === "throw" || isColumnDataset(dataset)) return undefined;
    const here = typeof dataset !== "function" && !readInWorkers(dataset, workers);
    const read = here ? this.#readAlone(dataset, epoch) : undefined;
    return new Mending({ onError, epoch, substitutes: this.#tolerance(epoch)?.substitutes, read });
  }

  #patience(): Patience | undefined {
    const { timeoutMs, maxRetries } = this.#parts.options;
    return timeoutMs === undefined ? undefined : { timeoutMs, maxRetries };
  }

  #tolerance(epoch: number): Tolerance | undefined {
    const { onError } = this.#parts.options;
    if (onError === "throw") return undefined;
    return {
      substitutes:
        onError === "replace" ? this.#orders?.substitutes(epoch, this.#opened.get(epoch) as EpochOrder) : undefined,
    };
  }

  /** A sample by its place in the dataset's own order, or among the first that an iterable gives; undefined after the last. */
  async sampleAt(
    place: number,
    { epoch, firstBatch, leftOut }: Omit<EpochStart, "from">,
  ): Promise<PlannedSample | undefined> {
    const { dataset, options } = this.#parts;
    if (typeof dataset === "function")
      return (await this.#openIterable(dataset, epoch, firstBatch, leftOut).peek())?.samples[place];
    // Columns have a look of their own.
    if (isColumnDataset(dataset) || place >= dataset.length) return undefined;
    const reference = (this.#orders as EpochOrders).reference(place, epoch);
    if (readInWorkers(dataset, options.workers)) return reference;
    return this.#readAlone(dataset, epoch)(reference, this.#ended.signal);
  }

  #readAlone(
    dataset: Dataset<object>,
    epoch: number,
  ): (reference: Reference, signal: AbortSignal) => Promise<PlannedSample> {
    const { seed, options } = this.#parts;
    const { datasets } = sourcesOf(dataset);
    return readAlone({ datasets, epoch, seed, crossesThreads: options.workers > 0, patience: this.#patience() });
  }

  /** The first row of a dataset of columns in its own order, with its columns where this thread reads them. */
  async firstRow(dataset: ColumnDataset, epoch: number): Promise<SourcedColumns> {
    const { options, seed } = this.#parts;
    const { datasets, places } = sourcesOf(dataset);
    const batches = new CountedBatches(new InOrder(places.length), 1);
    const rows = new EpochOrder(places, { batches }).rows(0);
    if (readInWorkers(dataset, options.workers)) return { rows };
    const { signal } = this.#ended;
    return readHere(datasets, rows, { seed, epoch, batch: 0, signal, crossesThreads: options.workers > 0 });
  }

  /** The loop is over; what is opened or looked at from now on is of the next epoch. */
  left(): void {
    this.#isRead = false;
    this.#iterable = undefined;
  }

  /** Stops looking at samples, and ends an iterable that no loop has taken over. */
  async end(): Promise<void> {
    this.#ended.abort();
    if (!this.#isRead) await this.#iterable?.end();
  }

  /** How workers read the shards of an iterable; undefined where they do not. */
  #remote(dataset: IterableDataset): RemoteReading | undefined {
    const { options, reads: credits, times, workers } = this.#parts;
    const { dataset: shards } = shardsOf(dataset) ?? {};
    if (shards === undefined || !readShardsInWorkers(shards, options.workers)) return undefined;
    const { maxRetries } = options;
    return { ...workers(), credits, times, maxRetries, nameOf: (shard) => shardName(shards, shard) };
  }

  #openIterable(
    dataset: IterableDataset,
    epoch: number,
    firstBatch: number,
    leftOut: ReadonlySet<number>,
  ): PeekedSource {
    const { seed, options, times, shardsAt } = this.#parts;
    const { globalBatchSize, tail, shard, workers, shuffle, mode, onError } = options;
    const window = typeof shuffle === "object" && mode === "train" ? { window: shuffle.window } : {};
    const place = {
      ...{ seed, epoch, firstBatch, leftOut, times },
      remote: this.#remote(dataset),
      from: shardsAt(epoch, firstBatch),
      shuffled: shuffle !== false && mode === "train",
      copies: this.#copies,
      crossesThreads: workers > 0,
    };
    const skips = onError === "skip";
    this.#iterable ??= peeked(iterableSource(dataset, { globalBatchSize, tail, shard, skips, ...window, ...place }));
    return this.#iterable;
  }
}
