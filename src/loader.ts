import { randomBytes } from "node:crypto";
import {
  type BatchTransform,
  type FieldType,
  type LoaderSchema,
  OptionError,
  type Sample,
  type Seed,
  type Step,
} from "@millrace/core";
import type { SchemaRequest } from "@millrace/core/engine";
import { Batch, loadArrow } from "./batch/batch.ts";
import type { TypedBatch } from "./batch/types.ts";
import type { Dataset } from "./datasets/dataset.ts";
import { type BareIterable, type IterableDataset, isBareIterable, onlyOnce } from "./datasets/iterable.ts";
import { buildPipeline } from "./loader/build-pipeline.ts";
import { checkLimit, leastBatchBytes } from "./loader/bytes.ts";
import { Credits } from "./loader/credits.ts";
import { foretell, KeptSamples } from "./loader/first-samples.ts";
import { type CheckedOptions, checkOptions, type DataLoaderOptions } from "./loader/options.ts";
import { type PeekedSource, peeked } from "./loader/peeked-source.ts";
import { schemaRequest } from "./loader/schema-request.ts";
import { datasetSource, iterableSource, plannedInWorker, readPlanned, type SampleSource } from "./loader/source.ts";
import { checkState, type LoaderState } from "./loader/state.ts";
import { type LoaderStatistics, StatisticsRecorder } from "./loader/statistics.ts";
import { EpochStream, type StreamSchemas } from "./loader/stream.ts";
import { batchCount } from "./order/epoch-order.ts";
import { datasetRecipe } from "./recipe.ts";
import { callingThread } from "./worker/calling-thread.ts";
import type { Executor } from "./worker/executor.ts";
import { importingModule } from "./worker/load-export.ts";
import type { PipelineSpec } from "./worker/pipeline.ts";
import { acquirePool } from "./worker/pool.ts";
import { SlabStore } from "./worker/slabs.ts";

/** Anything that a loader can read. */
export type AnyDataset<One extends object> = Dataset<One> | IterableDataset<One> | BareIterable<One>;

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
  Transform extends Step | undefined = undefined,
  Mixing extends BatchTransform | undefined = undefined,
  Mode extends "train" | "evaluate" = "train",
  const Schema extends Readonly<Record<string, FieldType>> = Record<never, never>,
> implements AsyncIterable<TypedBatch<One, Transform, Mixing, Mode, Schema>>, AsyncDisposable
{
  /** Decides every draw; the one that was given, or one drawn when the loader was made. */
  readonly seed: Seed;
  readonly #dataset: Dataset | IterableDataset;
  readonly #options: CheckedOptions;
  readonly #pipeline: PipelineSpec;
  readonly #request: SchemaRequest;
  readonly #slabs: SlabStore;
  readonly #credits: Credits;
  readonly #statistics = new StatisticsRecorder();
  readonly #kept = new KeptSamples();
  #executor: Executor | undefined;
  /** What the first sample says of all, once somebody asked. */
  #schemas: Promise<StreamSchemas> | undefined;
  /** An iterable whose first samples were looked at before its loop began. */
  #opened: PeekedSource | undefined;
  #stream: EpochStream | undefined;
  #epoch = 0;
  #firstBatch = 0;
  #closed: { readonly reason: unknown } | undefined;
  #closing: Promise<void> | undefined;
  readonly #onAbort = () => {
    void this.#shut(this.#options.signal?.reason);
  };

  /**
   * @param dataset `{ length, get(index) }`, a function that opens an iterable each epoch, or a bare iterable of one epoch.
   * @throws OptionError for an option that is not what it has to be, with its name, value and what is allowed.
   */
  constructor(
    dataset: AnyDataset<One>,
    options: DataLoaderOptions<Transform, Mixing, Mode, Schema> & { readonly resume?: LoaderState },
  ) {
    const module = importingModule();
    if (module !== undefined) {
      throw new OptionError(
        `a DataLoader is made while a worker imports ${module}: workers import that file to find your code, so it must only define things. ` +
          "Put the loop into a file of its own",
      );
    }
    const { resume, ...given } = options ?? {};
    this.#options = checkOptions(given);
    this.#dataset = checkDataset(dataset);
    this.seed = resume?.seed ?? this.#options.seed ?? randomBytes(6).readUIntBE(0, 6);
    if (resume !== undefined) {
      checkState(resume, this.#options.seed);
      this.#epoch = resume.epoch;
      this.#firstBatch = resume.batch;
    }
    if (this.#options.shuffle && typeof this.#dataset === "function") {
      throw new OptionError(
        "DataLoader: shuffle needs a dataset with length and get; an iterable comes in its own order, so shuffle at its source",
      );
    }
    if (typeof this.#dataset !== "function" && this.length === 0) {
      throw new OptionError(
        `DataLoader: a dataset of ${this.#dataset.length} samples makes no batch of ${this.#options.batchSize}${this.#options.dropLast ? " with dropLast" : ""}`,
      );
    }
    const workers = this.#options.workers;
    const recipe = workers === 0 ? undefined : datasetRecipe(this.#dataset);
    const classes = typeof this.#dataset === "function" ? undefined : this.#dataset.classes;
    this.#pipeline = buildPipeline(this.#options, this.seed, recipe, classes);
    this.#request = schemaRequest(this.#options, typeof this.#dataset === "function" ? {} : this.#dataset);
    checkLimit({ batch: leastBatchBytes(this.#options) }, this.#options.maxBytes, "at least ");
    this.#slabs = new SlabStore(Math.floor(this.#options.maxBytes / 4));
    this.#credits = new Credits(
      this.#options.maxBytes,
      Math.max(1, workers),
      this.#options.prefetch,
      () => this.#slabs.bytes,
    );
    const { signal } = this.#options;
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Batches in an epoch; undefined for an iterable, whose end nobody knows. */
  get length(): number | undefined {
    if (typeof this.#dataset === "function") return undefined;
    return batchCount(this.#dataset.length, this.#options.batchSize, this.#options.dropLast);
  }

  /** The epoch that runs, or comes next: how many were ended, by their end or by `break`. */
  get epoch(): number {
    return this.#epoch;
  }

  /** What the loader did so far. */
  stats(): LoaderStatistics {
    const { limit, peak, bytes, workingBytes, batchBytes = 0 } = this.#credits;
    return this.#statistics.read({
      epoch: this.#epoch,
      bytes: { inFlight: bytes, peak, limit, batch: batchBytes, working: workingBytes, recycled: this.#slabs.bytes },
      workers: this.#options.workers,
      replacedWorkers: this.#executor?.replaced ?? 0,
    });
  }

  /**
   * Where the stream stands, as plain JSON for the option `resume`: inside of a loop the batch at hand counts as used.
   * The dataset, the options and the seed must be the same then; the number of workers need not.
   */
  state(): LoaderState {
    const batch = this.#stream?.position ?? this.#firstBatch;
    return { version: 1, seed: this.seed, epoch: this.#epoch, batch };
  }

  /**
   * The fields of the batches, in their order: name, kind, type and the shape of one sample, in which −1 stands for a
   * size that may differ. It is the same for every batch. Before the first batch this reads the first sample of the
   * data set, where the data set is read; a loop does so by itself.
   *
   * @throws SampleError where that sample cannot be had, OptionError for an option that does not fit it.
   */
  async schema(): Promise<LoaderSchema> {
    if (this.#closed !== undefined) throw closedError(this.#closed.reason);
    return (await this.#foretold()).batches;
  }

  /**
   * One epoch.
   *
   * @throws Error while another loop runs, and after `close`.
   */
  [Symbol.asyncIterator](): AsyncIterator<TypedBatch<One, Transform, Mixing, Mode, Schema>, undefined> {
    if (this.#closed !== undefined) throw closedError(this.#closed.reason);
    if (this.#stream !== undefined) {
      throw new Error(
        "this loader is in a loop already, and one loader gives one epoch at a time; make a second DataLoader (they share their workers)",
      );
    }
    const stream = this.#openStream();
    this.#stream = stream;
    this.#statistics.loopStarted();
    // Calls of `next` that come before the last one was answered wait for it, as those of an async generator do.
    let last: Promise<unknown> = Promise.resolve();
    return {
      next: () => {
        const answer = last.then(() => this.#next(stream));
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
  ): Promise<IteratorResult<TypedBatch<One, Transform, Mixing, Mode, Schema>, undefined>> {
    if (this.#stream !== stream) {
      if (this.#closed !== undefined) throw closedError(this.#closed.reason);
      return { done: true, value: undefined };
    }
    const start = performance.now();
    try {
      const handed = await stream.next();
      if (handed === undefined) {
        await this.#endEpoch(stream, undefined);
        return { done: true, value: undefined };
      }
      await loadArrow();
      this.#statistics.batch(handed.batch.size, performance.now() - start, handed.milliseconds);
      return { done: false, value: handed.batch as unknown as TypedBatch<One, Transform, Mixing, Mode, Schema> };
    } catch (error) {
      await this.#endEpoch(stream, error);
      throw error;
    }
  }

  #openStream(): EpochStream {
    return new EpochStream({
      executor: this.#threads(),
      source: this.#openSource(),
      pipeline: this.#pipeline,
      credits: this.#credits,
      slabs: this.#slabs,
      epoch: this.#epoch,
      firstBatch: this.#firstBatch,
      schemas: () => this.#foretold(),
    });
  }

  #threads(): Executor {
    const { workers } = this.#options;
    this.#executor ??= workers === 0 ? callingThread : acquirePool(workers);
    return this.#executor;
  }

  #openSource(): SampleSource {
    const dataset = this.#dataset;
    if (typeof dataset === "function") {
      this.#opened ??= peeked(iterableSource(dataset, this.#sourceOptions()));
      return this.#opened;
    }
    return datasetSource(dataset, this.#sourceOptions());
  }

  #sourceOptions() {
    const { batchSize, dropLast, shuffle, mode, workers } = this.#options;
    return {
      batchSize,
      dropLast,
      shuffle: shuffle && mode === "train",
      seed: this.seed,
      epoch: this.#epoch,
      crossesThreads: workers > 0,
      firstBatch: this.#firstBatch,
      kept: (index: number) => this.#kept.take(index),
    };
  }

  /** What the first sample says of all; an attempt that failed is made again. */
  #foretold(): Promise<StreamSchemas> {
    this.#schemas ??= this.#foretell().catch((error: unknown) => {
      this.#schemas = undefined;
      throw error;
    });
    return this.#schemas;
  }

  async #foretell(): Promise<StreamSchemas> {
    const dataset = this.#dataset;
    const request = this.#request;
    const { batchSize, batchTransform, mode } = this.#options;
    const pipeline = this.#pipeline;
    const epoch = this.#epoch;
    const { schema, expectation } = await foretell(
      (place) => this.#firstSample(place),
      async (sample) => {
        const described = await this.#threads().describe({ pipeline, request, sample, epoch });
        const read = described.sample ?? (typeof dataset === "function" ? undefined : sample.sample);
        if (read !== undefined) this.#kept.keep(sample.index, read);
        return described;
      },
      request,
      batchSize,
    );
    const classes = pipeline.classes === undefined ? {} : { classes: pipeline.classes.length };
    const mixed = mode === "train" ? batchTransform?.schema?.(schema, classes) : undefined;
    return { samples: schema, batches: mixed ?? schema, expectation };
  }

  /** A sample by its place in the data set's own order, or among the first that an iterable gives. */
  async #firstSample(place: number) {
    const dataset = this.#dataset;
    if (typeof dataset === "function") {
      this.#opened ??= peeked(iterableSource(dataset, this.#sourceOptions()));
      return (await this.#opened.peek())?.[place];
    }
    if (place >= dataset.length) return undefined;
    const inWorkers = this.#options.workers > 0 ? datasetRecipe(dataset) : undefined;
    if (inWorkers !== undefined) return plannedInWorker(inWorkers, place);
    return readPlanned(dataset, place, this.#sourceOptions());
  }

  async #endEpoch(stream: EpochStream, reason: unknown): Promise<void> {
    if (this.#stream !== stream) return;
    this.#stream = undefined;
    this.#opened = undefined;
    this.#epoch++;
    this.#firstBatch = 0;
    this.#statistics.loopEnded();
    await stream.end(reason);
  }

  /** Ends the workers (unless another loader uses them) and a loop that runs. A loop that waits for a batch rejects. */
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
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    const stream = this.#stream;
    this.#stream = undefined;
    this.#kept.clear();
    // A loop that runs ends its source itself.
    const opened = stream === undefined ? this.#opened?.end() : undefined;
    this.#opened = undefined;
    const ending = stream?.end(closedError(reason));
    if (stream !== undefined) this.#statistics.loopEnded();
    await this.#executor?.close();
    await ending;
    await opened;
    this.#slabs.close();
    const dataset = this.#dataset;
    if (typeof dataset !== "function") await dataset[Symbol.asyncDispose]?.();
  }
}

function closedError(reason: unknown): unknown {
  return reason ?? new Error("this loader was closed");
}

function checkDataset<One extends object>(dataset: AnyDataset<One>): Dataset | IterableDataset {
  if (typeof dataset === "function") return dataset as IterableDataset;
  const { length, get } = (dataset ?? {}) as Partial<Dataset>;
  if (typeof get === "function") {
    if (Number.isSafeInteger(length) && (length as number) >= 0) return dataset as Dataset;
    throw new OptionError(`DataLoader: the dataset's length must be a whole number from 0, got ${String(length)}`);
  }
  if (isBareIterable(dataset)) return onlyOnce(dataset);
  throw new OptionError(
    "DataLoader: a dataset must be { length, get(index) }, a function ({ epoch }) => iterable, or an iterable",
  );
}

export { Batch };
