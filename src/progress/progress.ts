import { performance } from "node:perf_hooks";
import { OptionError, show } from "@millrace/core";
import type { Batch } from "../batch/batch.ts";
import type { ProgressReport } from "./report.ts";
import { isProgressTarget, type ProgressTarget } from "./target.ts";
import { LongTask } from "./task.ts";

/** Where a loop stands, in batches. */
export interface LoaderProgress extends ProgressReport {
  readonly epoch: number;
  /** Of the last seconds. */
  readonly samplesPerSecond: number;
  /** Share of the last seconds that the loop waited for batches, 0–1: 0 is a trainer that never waits. */
  readonly waited: number;
}

/** How progress is told. */
export interface ProgressOptions {
  /** Who hears of it after every batch and at the end, or where a line is written. Default: `process.stderr`. */
  readonly to?: ProgressTarget<LoaderProgress>;
  /** Seconds over which the pace is taken, above 0. Default 10. */
  readonly window?: number;
}

interface Measurable<One> extends AsyncIterable<One> {
  readonly epoch: number;
  /** Batches in an epoch. */
  readonly length: number | undefined;
}

/**
 * One epoch of a loader, with its progress told on the way: in a terminal as a bar and a line that changes, in a pipe as
 * a line every half minute, or to a function. A loop over it is a loop over the loader, batch by batch.
 *
 * @throws OptionError for an option that is not what it has to be.
 *
 * @example
 * while (loader.epoch < 10) for await (using batch of progress(loader)) await step(batch);
 */
export function progress<One extends Batch>(
  loader: Measurable<One>,
  { to = process.stderr, window: seconds = 10 }: ProgressOptions = {},
): AsyncGenerator<One, void, undefined> {
  if (!(typeof seconds === "number" && seconds > 0)) {
    throw new OptionError(`progress: window must be a number of seconds above 0, got ${show(seconds)}`);
  }
  if (!isProgressTarget(to)) {
    throw new OptionError(`progress: to must be a function or have a write, got ${show(to)}`);
  }
  return followed(loader, to as ProgressTarget<LoaderProgress>, seconds);
}

async function* followed<One extends Batch>(
  loader: Measurable<One>,
  to: ProgressTarget<LoaderProgress>,
  seconds: number,
): AsyncGenerator<One, void, undefined> {
  const { epoch, length: total } = loader;
  const extra = ([, samplesPerSecond = 0, milliseconds = 0]: readonly number[]) => {
    const waited = milliseconds / 1000;
    const details = [
      `${Math.round(samplesPerSecond).toLocaleString("en-US")} samples/s`,
      `waited ${(100 * waited).toFixed(1)} %`,
    ];
    return { epoch, samplesPerSecond, waited, details };
  };
  const work = { task: `epoch ${epoch}`, unit: "batches", total };
  const task = new LongTask<LoaderProgress>(work, to, extra, { amounts: 3, seconds });
  // Of this loop alone: a resumed one begins in the middle of an epoch.
  let batches = 0;
  let samples = 0;
  let waited = 0;
  let asked = performance.now();
  try {
    for await (const batch of loader) {
      waited += performance.now() - asked;
      yield batch;
      asked = performance.now();
      batches++;
      samples += batch.size;
      // The batch may be released by now; its number and size stay.
      task.update(batch.number + 1, [batches, samples, waited], asked);
    }
  } finally {
    task.end();
  }
}
