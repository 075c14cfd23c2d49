import { createHistogram, type RecordableHistogram } from "node:perf_hooks";

/** What a loader did so far. Times are of the consumer's side unless they say otherwise. */
export interface LoaderStatistics {
  readonly epoch: number;
  readonly batches: number;
  readonly samples: number;
  /** Seconds spent inside of loops, from the first `next` on. */
  readonly seconds: number;
  /** Samples a second of that, without the time to the first batch. */
  readonly samplesPerSecond: number;
  /** Milliseconds from the first `next` to the first batch: starting the workers is in it. */
  readonly timeToFirstBatch: number;
  /** How long the consumer waited for batches after the first. */
  readonly wait: {
    /** Its share of the seconds after the first batch, 0–1. */
    readonly share: number;
    /** Milliseconds. */
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
  };
  readonly bytes: {
    /** Batches in the making, ready and in use, samples on their way, recycled memory, and the workers' working memory. */
    readonly inFlight: number;
    readonly peak: number;
    readonly limit: number;
    /** One batch. */
    readonly batch: number;
    /** The workers' WebAssembly memory, and what their files and finished samples wait in. */
    readonly working: number;
    /** Released batches, waiting to be written again. */
    readonly recycled: number;
  };
  readonly workers: number;
  /** Workers that died, or were ended because they would not give a cancelled batch up; each was replaced. Counts those of all loaders that share them. */
  readonly replacedWorkers: number;
  /** Bad samples whose rows were left out, and those in whose place another was tried: see the option `onError`. */
  readonly skipped: number;
  readonly replaced: number;
  /** Milliseconds from a worker's taking a plan up to the batch, on average; it may hold two at once. */
  readonly batchMilliseconds: number;
}

/** The clockwork behind `loader.stats()`. */
export class StatisticsRecorder {
  readonly #waits: RecordableHistogram = createHistogram();
  #batches = 0;
  #samples = 0;
  #firstSize = 0;
  #waited = 0;
  #seconds = 0;
  #loopStart: number | undefined;
  #timeToFirstBatch: number | undefined;
  #workerTime = 0;

  loopStarted(): void {
    this.#loopStart ??= performance.now();
  }

  loopEnded(): void {
    if (this.#loopStart !== undefined) this.#seconds += (performance.now() - this.#loopStart) / 1000;
    this.#loopStart = undefined;
  }

  /** A batch of `size` samples was handed out after `milliseconds` of waiting. */
  batch(size: number, milliseconds: number, workerMilliseconds: number): void {
    this.#batches++;
    this.#samples += size;
    this.#workerTime += workerMilliseconds;
    if (this.#timeToFirstBatch === undefined) {
      this.#timeToFirstBatch = milliseconds;
      this.#firstSize = size;
      return;
    }
    this.#waited += milliseconds;
    this.#waits.record(Math.max(1, Math.round(milliseconds * 1e6)));
  }

  read(
    rest: Pick<LoaderStatistics, "epoch" | "bytes" | "workers" | "replacedWorkers" | "skipped" | "replaced">,
  ): LoaderStatistics {
    const running = this.#loopStart === undefined ? 0 : (performance.now() - this.#loopStart) / 1000;
    const seconds = this.#seconds + running;
    const first = this.#timeToFirstBatch ?? 0;
    const after = Math.max(0, seconds - first / 1000);
    const milliseconds = (value: number) => (this.#waits.count === 0 ? 0 : value / 1e6);
    return {
      epoch: rest.epoch,
      batches: this.#batches,
      samples: this.#samples,
      seconds,
      samplesPerSecond: after > 0 ? (this.#samples - this.#firstSize) / after : 0,
      timeToFirstBatch: first,
      wait: {
        share: after > 0 ? this.#waited / 1000 / after : 0,
        p50: milliseconds(this.#waits.percentile(50)),
        p99: milliseconds(this.#waits.percentile(99)),
        max: milliseconds(this.#waits.max),
      },
      bytes: rest.bytes,
      workers: rest.workers,
      replacedWorkers: rest.replacedWorkers,
      skipped: rest.skipped,
      replaced: rest.replaced,
      batchMilliseconds: this.#batches === 0 ? 0 : this.#workerTime / this.#batches,
    };
  }
}
