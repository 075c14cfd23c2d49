import { performance } from "node:perf_hooks";
import type { Batch } from "../batch/batch.ts";

/** What is measured, and under which training step; checked. */
export interface Measuring<One> {
  readonly step: ((batch: One) => unknown) | undefined;
  /** Batches to measure, over as many epochs as that takes; undefined: one epoch. */
  readonly batches: number | undefined;
  /** Batches to leave out at the beginning. */
  readonly warmUp: number;
  /** Called when those are over. */
  readonly warm?: () => void;
}

/** What was measured, without the batches to warm up. */
export interface Measured {
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
}

/**
 * Runs a loop over batches under a step, and releases each batch after it.
 *
 * @throws RangeError when it ends before one batch could be measured.
 */
export async function measure<One extends Batch>(
  source: AsyncIterable<One>,
  { step, batches, warmUp, warm }: Measuring<One>,
): Promise<Measured> {
  const waits: number[] = [];
  let samples = 0;
  let seen = 0;
  const begin = performance.now();
  let timeToFirstBatch = 0;
  let start = begin;
  let cpu = process.cpuUsage();
  let utilization = performance.eventLoopUtilization();
  let end = 0;
  const wanted = (batches ?? Number.POSITIVE_INFINITY) + warmUp;
  if (warmUp === 0) warm?.();
  while (seen < wanted) {
    const before = seen;
    let asked = performance.now();
    for await (const batch of source) {
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
        warm?.();
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
  };
}
