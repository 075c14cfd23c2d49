import { performance } from "node:perf_hooks";
import type { Batch } from "./batch/batch.ts";
import type { LoaderStatistics } from "./loader/statistics.ts";

/** What is measured, and under which training step. */
export interface BenchmarkOptions<One> {
  /** The training step; what it returns is awaited. Default: none, which measures the loader alone. */
  readonly step?: (batch: One) => unknown;
  /** Batches to measure, over as many epochs as that takes. Default: one epoch. */
  readonly batches?: number;
  /** Batches to leave out at the beginning, while workers start and memory is fresh. Default 2. */
  readonly warmUp?: number;
}

/** What was measured, without the batches to warm up. */
export interface BenchmarkReport {
  readonly batches: number;
  readonly samples: number;
  readonly seconds: number;
  readonly samplesPerSecond: number;
  /** Samples for each second of processor time of the whole process, workers included. */
  readonly samplesPerCpuSecond: number;
  /** Share of the seconds that the loop waited for a batch, 0–1: 0 is a trainer that never waits. */
  readonly stallShare: number;
  /** Milliseconds in `next()`. */
  readonly wait: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Share of the seconds that the main thread's event loop was busy, steps included, 0–1. */
  readonly mainThreadBusy: number;
  /** Milliseconds from the start to the first batch; from the first benchmark on a loader it includes starting the workers. */
  readonly timeToFirstBatch: number;
  /** The loader's own statistics at the end. */
  readonly stats: LoaderStatistics;
}

interface Benchmarkable<One> extends AsyncIterable<One> {
  stats(): LoaderStatistics;
}

/**
 * Runs a loader under a training step and says what it delivers and whether the trainer waits. Batches are released
 * after each step.
 *
 * @throws RangeError when the loader ends before one batch could be measured.
 */
export async function benchmark<One extends Batch>(
  loader: Benchmarkable<One>,
  { step, batches, warmUp = 2 }: BenchmarkOptions<One> = {},
): Promise<BenchmarkReport> {
  const waits: number[] = [];
  let samples = 0;
  let seen = 0;
  const begin = performance.now();
  let timeToFirstBatch = 0;
  let start = 0;
  let cpu = process.cpuUsage();
  let utilization = performance.eventLoopUtilization();
  let end = 0;
  const wanted = (batches ?? Number.POSITIVE_INFINITY) + warmUp;
  while (seen < wanted) {
    const before = seen;
    let asked = performance.now();
    for await (const batch of loader) {
      const now = performance.now();
      if (seen === 0) timeToFirstBatch = now - begin;
      if (seen >= warmUp) {
        waits.push(now - asked);
        samples += batch.size;
      }
      await step?.(batch);
      batch.release();
      seen++;
      if (seen === warmUp) {
        start = performance.now();
        cpu = process.cpuUsage();
        utilization = performance.eventLoopUtilization();
      }
      end = performance.now();
      if (seen >= wanted) break;
      asked = performance.now();
    }
    if (batches === undefined || seen === before) break;
  }
  if (waits.length === 0) {
    throw new RangeError(`the loader gave ${seen} batches, and ${warmUp} of them are warm-up: none is left to measure`);
  }
  if (warmUp === 0) start = begin;
  const seconds = (end - start) / 1000;
  const used = process.cpuUsage(cpu);
  const cpuSeconds = (used.user + used.system) / 1e6;
  const sorted = waits.toSorted((a, b) => a - b);
  const percentile = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
  return {
    batches: waits.length,
    samples,
    seconds,
    samplesPerSecond: samples / seconds,
    samplesPerCpuSecond: samples / cpuSeconds,
    stallShare: waits.reduce((sum, wait) => sum + wait, 0) / 1000 / seconds,
    wait: { p50: percentile(0.5), p99: percentile(0.99), max: sorted.at(-1) as number },
    mainThreadBusy: performance.eventLoopUtilization(utilization).utilization,
    timeToFirstBatch,
    stats: loader.stats(),
  };
}
