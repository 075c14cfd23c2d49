import { randomBytes } from "node:crypto";
import {
  type BatchTransform,
  type ColumnTransform,
  type FieldType,
  type LoaderSchema,
  OptionError,
  type Sample,
  type Seed,
  type Step,
} from "@millrace/core";
import { prepareArrow } from "./batch/arrow/library.ts";
import { Batch } from "./batch/batch.ts";
import type { TypedBatch } from "./batch/types.ts";
import { type ColumnDataset, isColumnDataset } from "./datasets/column-dataset.ts";
import type { Dataset } from "./datasets/dataset.ts";
import type { IterableDataset } from "./datasets/iterable.ts";
import { shardsOf } from "./datasets/sharded.ts";
import { AbortListener } from "./loader/abort.ts";
import type { BadSampleReport } from "./loader/bad-samples.ts";
import { buildPipeline } from "./loader/build-pipeline.ts";
import { checkLimit, leastBatchBytes } from "./loader/bytes.ts";
import { type AnyDataset, checkColumnOptions, checkDataset, checkFit, checkPlace } from "./loader/check-dataset.ts";
import type { FieldCollate } from "./loader/collating.ts";
import { Credits } from "./loader/credits.ts";
import { EpochSources, type EpochStart } from "./loader/epoch-sources.ts";
import { Epochs } from "./loader/epochs.ts";
import { type FaultLedger, faultLedger } from "./loader/fault-ledger.ts";
import { KeptSamples } from "./loader/first-samples.ts";
import { Holdings } from "./loader/holdings.ts";
import { inTurn } from "./loader/in-turn.ts";
import type { Look, StreamSchemas } from "./loader/look.ts";
import { lookAt } from "./loader/look-at.ts";
import { type CheckedOptions, checkOptions, type DataLoaderOptions } from "./loader/options.ts";
import { Progress } from "./loader/progress.ts";
import { checkState, type LoaderState } from "./loader/state.ts";
import { EpochStream } from "./loader/stream.ts";
import { type StreamIdentity, streamIdentity } from "./loader/stream-identity.ts";
import { warnOfCleanUp } from "./loader/warnings.ts";
import { WorkerBound } from "./loader/worker-bound.ts";
import { batchMessage, channels, type EpochMessage } from "./statistics/channels.ts";
import { StatisticsRecorder } from "./statistics/recorder.ts";
import type { LoaderStatistics } from "./statistics/statistics.ts";
import type { PipelineHandle } from "./worker/pipeline.ts";
import { SlabStore } from "./worker/slabs.ts";
import { StageTimes } from "./worker/stages.ts";

export type { AnyDataset };

/**
 * Reads, augments and batches the samples of a dataset in worker threads, ahead of the loop that uses them.
 *
 * One loop is one epoch; loops follow one another on the same workers. The stream of batches depends on the seed, the
 * epoch and the dataset, and on nothing else: not on the number of workers, not on how far ahead they are.
 *
 * @example
 * const loader = new DataLoader(imageFolder("photos/train"), { batchSize: 64, shuffle: true, seed: 42, transform });
 * while (loader.epoch < 10) for await (using batch of loader) step(batch.image.data, batch.label.data);
 */
export class DataLoader<
  One extends object = Sample,
  Transform extends Step | ColumnTransform | undefined = undefined,
  Mixing extends BatchTransform | undefined = undefined,
  Mode extends "train" | "evaluate" = "train",
  const Schema extends Readonly<Record<string, FieldType>> = Readonly<Record<never, FieldType>>,
  const Collate extends Readonly<Record<string, FieldCollate>> = Readonly<Record<never, FieldCollate>>,
> implements AsyncIterable<TypedBatch<One, Transform, Mixing, Mode, Schema, Collate>>, AsyncDisposable
{
  /** Decides every draw; the one that was given, or one drawn when the loader was made. */
  readonly seed: Seed;
  readonly #dataset: Dataset | ColumnDataset | IterableDataset;
  readonly #options: CheckedOptions;
  readonly #pipeline: PipelineHandle;
  readonly #slabs: SlabStore;
  readonly #credits: Credits;
  readonly #bound: WorkerBound;
  readonly #statistics: StatisticsRecorder;
  /** Counts bad samples, where the loader goes on in spite of them. */
  readonly #faults: FaultLedger | undefined;
  readonly #progress: Progress;
  readonly #look: Look;
  readonly #sources: EpochSources;
  readonly #holdings: Holdings;
  readonly #listener: AbortListener | undefined;
  readonly #abort = (reason: unknown): void => {
    this.#shut(reason).catch(warnOfCleanUp);
  };
  readonly #epochs: Epochs;
  #closed: { readonly reason: unknown } | undefined;
  #closing: Promise<void> | undefined;

  /**
   * @param dataset `{ length, get(index) }`, `{ length, readColumns(rows) }` such as a `columnTable`, a function that opens an iterable each epoch, `{ shards, open(shard, cursor) }`, or a bare iterable of one epoch.
   * @throws OptionError for an option that is not what it has to be, with its name, value and what is allowed.
   */
  constructor(
    dataset: AnyDataset<One>,
    options: DataLoaderOptions<Transform, Mixing, Mode, Schema, Collate> & { readonly resume?: LoaderState },
  ) {
    checkPlace();
    const { resume, ...given } = options ?? {};
    this.#dataset = checkDataset(dataset);
    this.#options = checkOptions(given, splitOf(this.#dataset));
    this.seed = resume?.seed ?? this.#options.seed ?? drawnSeed(this.#options);
    const kept = new KeptSamples();
    const times = new StageTimes();
    this.#statistics = new StatisticsRecorder(times, () => this.#holdings.uses());
    this.#sources = new EpochSources({
      dataset: this.#dataset,
      options: this.#options,
      seed: this.seed,
      kept,
      times,
      workers: () => ({ executor: () => this.#holdings.executor(), pipeline: this.#pipeline }),
      shardsAt: (epoch, batch) =>
        resume?.epoch === epoch && resume.batch === batch ? (resume.shards ?? undefined) : undefined,
      reads: {
        mayRead: (bytes) => this.#credits.mayRead(bytes),
        reading: (bytes) => this.#credits.reading(bytes),
      },
    });
    let identity: StreamIdentity | undefined;
    const stream = () => {
      identity ??= streamIdentity(this.#options, this.#dataset);
      return identity;
    };
    const batches = (epoch: number) => this.#sources.batchesOf(epoch);
    if (resume !== undefined)
      checkState(
        resume,
        this.#options.seed,
        stream,
        this.#sources.differ ? undefined : batches,
        shardsOf(this.#dataset),
      );
    this.#faults = faultLedger(this.#options, errorsOf(resume, this.#options));
    const windowOf = (epoch: number, batch: number) => this.#sources.windowOf(epoch, batch);
    const places = { windowOf, shardsOf: (batch: number) => this.#sources.shardsOf(batch) };
    const { ordered } = this.#options;
    this.#progress = new Progress({
      ...{ seed: this.seed, stream, resumed: resume, ordered, faults: this.#faults },
      ...places,
    });
    checkFit(this.#dataset, this.#options, this.#sources.differ ? undefined : batches(0));
    if (isColumnDataset(this.#dataset)) checkColumnOptions(given, this.#options);
    const workers = this.#options.workers;
    this.#pipeline = buildPipeline(
      this.#options,
      this.seed,
      typeof this.#dataset === "function" ? undefined : this.#dataset,
      shardsOf(this.#dataset)?.dataset,
    );
    checkLimit({ batch: leastBatchBytes(this.#options) }, this.#options.maxBytes, "at least ");
    this.#slabs = new SlabStore(Math.floor(this.#options.maxBytes / 4));
    this.#credits = new Credits(
      this.#options.maxBytes,
      Math.max(1, workers),
      this.#options.prefetch,
      () => this.#slabs.bytes,
    );
    this.#bound = new WorkerBound(this.#options.maxWorkerBytes);
    const { signal } = this.#options;
    if (signal !== undefined && !signal.aborted) this.#listener = new AbortListener(signal, this.#abort);
    this.#holdings = new Holdings(this, this.#slabs, workers, this.#listener);
    this.#look = lookAt(this.#dataset, {
      options: this.#options,
      pipeline: this.#pipeline,
      executor: () => this.#holdings.executor(),
      sources: this.#sources,
      place: () => this.#progress,
      kept,
    });
    this.#epochs = new Epochs({
      open: (start) => this.#openStream(start),
      mayBeginAhead: this.#options.ahead && workers > 0 && typeof this.#dataset !== "function",
    });
    if (signal?.aborted) this.#abort(signal.reason);
  }

  /**
   * Batches in an epoch; undefined for an iterable, whose end nobody knows. Where batches have a budget, or a sampler of
   * your own makes them, epochs may differ: then it is of the epoch that runs or comes next, and for a budget the order of
   * that epoch is gone through to say it.
   */
  get length(): number | undefined {
    return this.#sources.batchesOf(this.epoch);
  }

  /** The epoch that runs, or comes next: how many were ended, by their end or by `break`. */
  get epoch(): number {
    return this.#progress.epoch;
  }

  /** What the loader did so far. */
  stats(): LoaderStatistics {
    const { limit, peak, bytes, workingBytes, batchBytes = 0 } = this.#credits;
    return this.#statistics.read({
      epoch: this.epoch,
      bytes: { inFlight: bytes, peak, limit, batch: batchBytes, working: workingBytes, recycled: this.#slabs.bytes },
      workers: this.#options.workers,
      retries: this.#holdings.retries,
      replacedWorkers: this.#holdings.replacedWorkers,
      ...(this.#faults?.own ?? { skipped: 0, replaced: 0 }),
    });
  }

  /**
   * The bad samples of the batches that were delivered, in their order, and of the one that was too much: index, file,
   * stage, reason and what was done. For `onError: "skip"` and `"replace"`; with "throw" it is empty. A loader that
   * resumes lists what it meets itself.
   */
  report(): BadSampleReport {
    return this.#faults?.report ?? { samples: [], beyond: 0 };
  }

  /**
   * Where the stream stands, as plain JSON for the option `resume`: the last batch that was delivered, whatever ended
   * the loop after it. Inside of a loop the batch at hand counts as used. After `break`, an error, an abort or `close`
   * a resumed loader goes on behind that batch, in its epoch; in this loader a new loop begins the next epoch, and the
   * state follows with the first batch of it.
   *
   * The dataset, the options and the seed must be the same then; the number of workers need not. What is another than it
   * was is an error that names it: the state has the dataset's length and stated identity, the options that decide the
   * order, digests of the transforms, and that of the schema from when it is known.
   */
  state(): LoaderState {
    return this.#progress.state();
  }

  /**
   * The fields of the batches, in their order: name, kind, type and the shape of one sample, in which −1 stands for a
   * size that may differ. It is the same for every batch. Before the first batch this reads the first sample of the
   * dataset, where the dataset is read; a loop does so by itself.
   *
   * @throws SampleError where that sample cannot be had, OptionError for an option that does not fit it.
   */
  async schema(): Promise<LoaderSchema> {
    if (this.#closed !== undefined) throw closedError(this.#closed.reason);
    return (await this.#schemas()).batches;
  }

  async #schemas(): Promise<StreamSchemas> {
    const schemas = await this.#look.take(this.epoch);
    if (schemas.found) this.#progress.knows(schemas.batches);
    return schemas;
  }

  /**
   * Begins with the next epoch before its loop: starts the workers, reads and makes its first batches, as far as
   * `prefetch` and `maxBytes` reach, while a model loads. The loop that comes takes them over; `state()` does not move.
   * While a loop runs there is nothing to begin.
   *
   * @returns when the first batch waits, or cannot be had: of that the loop hears.
   * @throws Error after `close`.
   */
  async warm(): Promise<void> {
    if (this.#closed !== undefined) throw closedError(this.#closed.reason);
    await this.#epochs.warm();
  }

  /**
   * One epoch.
   *
   * @throws Error while another loop runs, and after `close`.
   */
  [Symbol.asyncIterator](): AsyncIterator<TypedBatch<One, Transform, Mixing, Mode, Schema, Collate>, undefined> {
    if (this.#closed !== undefined) throw closedError(this.#closed.reason);
    if (this.#epochs.isRunning) {
      throw new Error(
        "this loader is in a loop already, and one loader gives one epoch at a time; make a second DataLoader (they share their workers)",
      );
    }
    const stream = this.#epochs.start();
    this.#statistics.loopStarted();
    this.#tell("begin");
    // Calls of `next` that come before the last one was answered wait for it, as those of an async generator do.
    let last: Promise<unknown> = Promise.resolve();
    return {
      next: () => {
        this.#listener?.waits();
        const answer = last.then(() => this.#next(stream)).finally(() => this.#listener?.waited());
        last = answer.catch(() => {});
        return answer;
      },
      return: async () => {
        await this.#endEpoch(stream, new Error("the loop was left"));
        return { done: true, value: undefined };
      },
    };
  }

  async #next(
    stream: EpochStream,
  ): Promise<IteratorResult<TypedBatch<One, Transform, Mixing, Mode, Schema, Collate>, undefined>> {
    if (!this.#epochs.runs(stream)) {
      if (this.#closed !== undefined) throw closedError(this.#closed.reason);
      return { done: true, value: undefined };
    }
    const start = performance.now();
    try {
      const handed = await stream.next();
      if (handed === undefined) {
        this.#progress.complete();
        await this.#endEpoch(stream, undefined, "complete");
        return { done: true, value: undefined };
      }
      await prepareArrow();
      this.#progress.delivered(handed.batch.epoch, handed.batch.number, handed.passed);
      const waited = performance.now() - start;
      this.#statistics.batch(handed.batch.size, waited, handed.notice, handed.ready);
      if (channels.batch.hasSubscribers) channels.batch.publish(batchMessage(this, handed, waited));
      return {
        done: false,
        value: handed.batch as unknown as TypedBatch<One, Transform, Mixing, Mode, Schema, Collate>,
      };
    } catch (error) {
      // What went wrong first is what the loop hears of.
      await this.#endEpoch(stream, error).catch(warnOfCleanUp);
      throw error;
    }
  }

  #tell(event: EpochMessage["event"]): void {
    if (!channels.epoch.hasSubscribers) return;
    channels.epoch.publish({ loader: this, epoch: this.epoch, event } satisfies EpochMessage);
  }

  /** All plans of an epoch were given out. */
  #planned(epoch: number): void {
    if (this.#closed === undefined && epoch === this.epoch) this.#epochs.beginAhead(epoch + 1);
  }

  #openStream(start: EpochStart = startOf(this.#progress)): EpochStream {
    const { epoch, firstBatch, leftOut } = start;
    return new EpochStream({
      executor: this.#holdings.executor(),
      source: this.#sources.open(start),
      leftOut,
      ordered: this.#options.ordered,
      planned: () => this.#planned(epoch),
      pipeline: this.#pipeline,
      credits: this.#credits,
      slabs: this.#slabs,
      epoch,
      firstBatch,
      batchSize: this.#options.batchSize,
      reads: this.#options.reads,
      bound: this.#bound,
      schemas: () => this.#schemas(),
      mending: this.#sources.mending(epoch),
      faults: this.#faults,
    });
  }

  async #endEpoch(stream: EpochStream, reason: unknown, event: EpochMessage["event"] = "left"): Promise<void> {
    if (!this.#epochs.runs(stream)) return;
    this.#tell(event);
    this.#sources.left();
    this.#progress.left();
    this.#statistics.loopEnded();
    await this.#epochs.leave(reason);
  }

  /**
   * Ends the workers (unless another loader uses them), a loop that runs, and the dataset (`[Symbol.asyncDispose]`, here
   * and in the workers). A loop that waits for a batch rejects.
   *
   * Samples that are being read or made, an iterable that is being read or ended, and datasets in workers have half a
   * second to come to an end; then they are abandoned, and a worker that still holds one is ended whatever it does.
   *
   * @throws what the dataset threw at its end, when everything else has ended: what an iterable's `return` or the
   * `finally` of a generator threw, or a dispose. An AggregateError if there is more than one.
   */
  close(): Promise<void> {
    return this.#shut(undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #shut(reason: unknown): Promise<void> {
    this.#closing ??= this.#shutOnce(reason);
    return this.#closing;
  }

  async #shutOnce(reason: unknown): Promise<void> {
    this.#closed = { reason };
    if (this.#epochs.isRunning) {
      this.#statistics.loopEnded();
      this.#tell("left");
    }
    const looking = this.#sources.end();
    looking.catch(() => {});
    const endings = this.#epochs.end(closedError(reason));
    const dataset = this.#dataset;
    await inTurn([
      ...endings.map((ending) => async () => ending),
      async () => looking,
      async () => this.#look.end(),
      async () => this.#epochs.left(),
      async () => this.#holdings.close(this),
      async () => (typeof dataset === "function" ? shardsOf(dataset)?.dataset : dataset)?.[Symbol.asyncDispose]?.(),
    ]);
  }
}

/** What was counted of bad samples before a resume; what all ranks counted together, the first of them goes on with. */
function errorsOf(resume: LoaderState | undefined, { shard: { index } }: CheckedOptions) {
  return resume?.merged === true && index > 0 ? undefined : resume?.errors;
}

/** Where a loop begins. */
function startOf({ epoch, firstBatch, leftOut, firstWindow: from }: Progress): EpochStart {
  return { epoch, firstBatch, leftOut, from };
}

function splitOf(dataset: Dataset | ColumnDataset | IterableDataset) {
  return (typeof dataset === "function" ? shardsOf(dataset)?.dataset : dataset)?.split;
}

/** @throws OptionError for one of several ranks: each would draw its own. */
function drawnSeed({ shard: { count } }: CheckedOptions): number {
  if (count === 1) return randomBytes(6).readUIntBE(0, 6);
  throw new OptionError(`DataLoader: seed is missing; ${count} ranks need the same one, so it must be given`);
}

function closedError(reason: unknown): unknown {
  return reason ?? new Error("this loader was closed");
}

export { Batch };
