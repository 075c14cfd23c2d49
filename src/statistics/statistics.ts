import type { StageName } from "../worker/stages.ts";
import type { Verdict } from "./verdict.ts";

/** What a loader did so far. Times are of the consumer's side unless they say otherwise. */
export interface LoaderStatistics {
  readonly epoch: number;
  readonly batches: number;
  readonly samples: number;
  /** Seconds spent inside of loops, from the first `next` on. */
  readonly seconds: number;
  /** Samples a second of that, without the time to the first batch. */
  readonly samplesPerSecond: number;
  /** Batches a second, likewise. */
  readonly batchesPerSecond: number;
  /** Milliseconds from the first `next` to the first batch: starting the workers is in it. */
  readonly timeToFirstBatch: number;
  /** How long the consumer waited for batches after the first. */
  readonly wait: {
    /** Its share of the seconds after the first batch, 0–1: 0 is a trainer that never waits. */
    readonly share: number;
    /** Seconds, all together. */
    readonly seconds: number;
    /** How many waits that are. */
    readonly count: number;
    /** Milliseconds. They are kept in a histogram of fixed size, which rounds by 0.1 % at most. */
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
  };
  /**
   * How long the stages of samples took, in all threads together.
   *
   * - `read`: the dataset's `get` or `readColumns`, and the files of images.
   * - `decode`: where decoders run. What of a picture is decoded, and at what scale, is decided by its first steps.
   * - `transform`: all that is done to samples otherwise, batch transforms too.
   * - `collate`: finished samples put aside and written into the batch.
   *
   * Handing plans and batches over is in none of them. Of samples that take less than 0.05 ms, one in 127 and the first
   * of each batch are timed, and stand for the others; threads tell their times with a batch, every 5 ms at most.
   */
  readonly stages: Readonly<Record<StageName, StageStatistics>>;
  readonly occupancy: {
    /**
     * Share of their time that the workers were busy, since the first batch, 0–1; whatever loader they worked for. Of the
     * calling thread (`workers: 0`) it is the share of the loops that it made batches.
     */
    readonly share: number;
    /** Seconds that they were busy, … */
    readonly busy: number;
    /** … of so many. */
    readonly seconds: number;
    /** Batches that waited already when one was asked for, on average. */
    readonly ready: number;
  };
  readonly bytes: {
    /** Of all batches that were handed out. */
    readonly delivered: number;
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
  /**
   * Slabs, the memory of tensors, of the batches that were handed out. Where all are released, only the first ones are
   * allocated. Batches of 16 KiB and less are copied and have none.
   */
  readonly slabs: {
    readonly allocated: number;
    readonly reused: number;
  };
  /** Bad samples that were left out of their batches. */
  readonly skipped: number;
  /** Bad samples in whose place others came. */
  readonly replaced: number;
  readonly workers: number;
  /** Plans that were carried out again, because their worker died or was ended. */
  readonly retries: number;
  /** Workers that died, or were ended because they would not give a cancelled batch up or passed `maxWorkerBytes`; each was replaced. Counts those of all loaders that share them. */
  readonly replacedWorkers: number;
  /** Milliseconds from a worker's taking a plan up to the batch, on average; it may hold two at once. */
  readonly batchMilliseconds: number;
  /** What holds training up. Absent until there were two batches. */
  readonly verdict?: Verdict;
}

/** How long one stage took. */
export interface StageStatistics {
  /** Seconds that it kept threads busy which make batches. */
  readonly busy: number;
  /**
   * Seconds that samples waited for it while those threads could do something else: for a `get` that returns a promise,
   * for the main thread to read, for decoders with threads of their own, for an asynchronous step. Samples that wait at
   * the same time count each.
   */
  readonly waited: number;
  /** Milliseconds that it kept threads busy for each sample. */
  readonly perSample: number;
}
