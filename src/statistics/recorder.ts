import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import type { BatchNotice } from "../worker/executor.ts";
import { busyPlace, type StageName, type StageTimes, stageNames, waitedPlace } from "../worker/stages.ts";
import type { LoaderStatistics, StageStatistics } from "./statistics.ts";
import { type ThreadUse, UseMeter } from "./use-meter.ts";
import { verdictOf } from "./verdict.ts";

/** What is asked of others when statistics are read. */
export interface Asked
  extends Pick<LoaderStatistics, "epoch" | "workers" | "retries" | "replacedWorkers" | "skipped" | "replaced"> {
  readonly bytes: Omit<LoaderStatistics["bytes"], "delivered">;
}

/** The clockwork behind `loader.stats()`. */
export class StatisticsRecorder {
  readonly #waits: RecordableHistogram = createHistogram();
  /** The stages here, on the main thread. */
  readonly #here: StageTimes;
  readonly #use: UseMeter;
  /** Milliseconds of the stages, by their places. */
  readonly #stages = new Float64Array(2 * stageNames.length);
  #batches = 0;
  #samples = 0;
  #firstSize = 0;
  #waited = 0;
  #seconds = 0;
  #loopStart: number | undefined;
  #timeToFirstBatch: number | undefined;
  #workerTime = 0;
  #ready = 0;
  #delivered = 0;
  #allocated = 0;
  #reused = 0;

  /**
   * @param here what the main thread's reading adds its times to.
   * @param threads what the workers were busy with so far.
   */
  constructor(here: StageTimes, threads: () => readonly ThreadUse[]) {
    this.#here = here;
    this.#use = new UseMeter(threads);
  }

  loopStarted(): void {
    this.#loopStart ??= performance.now();
    if (this.#timeToFirstBatch !== undefined) this.#use.start();
  }

  loopEnded(): void {
    if (this.#loopStart !== undefined) this.#seconds += (performance.now() - this.#loopStart) / 1000;
    this.#loopStart = undefined;
    this.#use.stop();
  }

  /**
   * A batch was handed out.
   *
   * @param milliseconds that were waited for it.
   * @param ready how many batches waited when it was asked for.
   */
  batch(size: number, milliseconds: number, notice: BatchNotice, ready: number): void {
    this.#batches++;
    this.#samples += size;
    this.#workerTime += notice.milliseconds;
    this.#delivered += notice.bytes;
    this.#allocated += notice.slabs.allocated;
    this.#reused += notice.slabs.reused;
    if (notice.stages !== undefined) this.#add(notice.stages);
    if (this.#timeToFirstBatch === undefined) {
      this.#timeToFirstBatch = milliseconds;
      this.#firstSize = size;
      this.#use.start();
      return;
    }
    this.#ready += ready;
    this.#waited += milliseconds;
    this.#waits.record(Math.max(1, Math.round(milliseconds * 1e6)));
  }

  #add(times: readonly number[]): void {
    for (let place = 0; place < times.length; place++) (this.#stages[place] as number) += times[place] as number;
  }

  read(asked: Asked): LoaderStatistics {
    this.#add(this.#here.take());
    const running = this.#loopStart === undefined ? 0 : (performance.now() - this.#loopStart) / 1000;
    const seconds = this.#seconds + running;
    const first = this.#timeToFirstBatch ?? 0;
    const after = Math.max(0, seconds - first / 1000);
    const { count } = this.#waits;
    const milliseconds = (value: number) => (count === 0 ? 0 : value / 1e6);
    const rate = (number: number) => (after > 0 ? number / after : 0);
    const stages = Object.fromEntries(stageNames.map((name) => [name, this.#stage(name)])) as Record<
      StageName,
      StageStatistics
    >;
    const busy = stageNames.reduce((sum, name) => sum + stages[name].busy, 0);
    const use = asked.workers > 0 ? this.#use.read() : { busy: Math.min(busy, after), seconds: after };
    const known = {
      workers: asked.workers,
      samples: this.#samples,
      stages,
      wait: {
        share: rate(this.#waited / 1000),
        seconds: this.#waited / 1000,
        count,
        p50: milliseconds(this.#waits.percentile(50)),
        p99: milliseconds(this.#waits.percentile(99)),
        max: milliseconds(this.#waits.max),
      },
      occupancy: {
        share: use.seconds > 0 ? use.busy / use.seconds : 0,
        ...use,
        ready: count === 0 ? 0 : this.#ready / count,
      },
    };
    return {
      epoch: asked.epoch,
      batches: this.#batches,
      seconds,
      samplesPerSecond: rate(this.#samples - this.#firstSize),
      batchesPerSecond: rate(count),
      timeToFirstBatch: first,
      ...known,
      bytes: { delivered: this.#delivered, ...asked.bytes },
      slabs: { allocated: this.#allocated, reused: this.#reused },
      retries: asked.retries,
      replacedWorkers: asked.replacedWorkers,
      skipped: asked.skipped,
      replaced: asked.replaced,
      batchMilliseconds: this.#batches === 0 ? 0 : this.#workerTime / this.#batches,
      ...(count === 0 ? {} : { verdict: verdictOf(known) }),
    };
  }

  #stage(name: StageName): StageStatistics {
    const busy = this.#stages[busyPlace[name]] as number;
    const waited = this.#stages[waitedPlace[name]] as number;
    return { busy: busy / 1000, waited: waited / 1000, perSample: this.#samples === 0 ? 0 : busy / this.#samples };
  }
}
