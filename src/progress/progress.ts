import { performance } from "node:perf_hooks";
import { OptionError, show } from "@millrace/core";
import type { Batch } from "../batch/batch.ts";
import { ProgressLine, type ProgressStream } from "./line.ts";
import type { ProgressReport } from "./report.ts";
import { PaceWindow } from "./window.ts";

/** How progress is told. */
export interface ProgressOptions {
  /** Who hears of it after every batch and at the end, or where a line is written. Default: `process.stderr`. */
  readonly to?: ((report: ProgressReport) => void) | ProgressStream;
  /** Seconds over which the pace is taken, above 0. Default 10. */
  readonly window?: number;
}

interface Measurable<One> extends AsyncIterable<One> {
  readonly epoch: number;
  /** Batches in an epoch. */
  readonly length: number | undefined;
}

/**
 * One epoch of a loader, with its progress told on the way: in a terminal as a line that changes, in a pipe as a line
 * every half minute, or to a function. A loop over it is a loop over the loader, batch by batch.
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
  if (typeof to !== "function" && typeof to?.write !== "function") {
    throw new OptionError(`progress: to must be a function or have a write, got ${show(to)}`);
  }
  return followed(loader, typeof to === "function" ? { update: to, end: to } : new ProgressLine(to), seconds);
}

async function* followed<One extends Batch>(
  loader: Measurable<One>,
  line: Pick<ProgressLine, "update" | "end">,
  seconds: number,
): AsyncGenerator<One, void, undefined> {
  const pace = new PaceWindow(seconds);
  const { epoch, length: total } = loader;
  let batches = 0;
  // Of this loop alone: a resumed one begins in the middle of an epoch.
  let done = 0;
  let samples = 0;
  let waited = 0;
  const report = (): ProgressReport => {
    const { samplesPerSecond, batchesPerSecond, waited: share } = pace.pace;
    const known = total === undefined ? {} : { total };
    const left =
      total === undefined || batchesPerSecond === 0 ? {} : { secondsLeft: (total - batches) / batchesPerSecond };
    return { epoch, batches, ...known, samplesPerSecond, ...left, waited: share };
  };
  const mark = (at: number) => pace.add({ at, batches: done, samples, waited });
  let asked = performance.now();
  mark(asked);
  try {
    for await (const batch of loader) {
      waited += performance.now() - asked;
      yield batch;
      asked = performance.now();
      // The batch may be released by now; its number and size stay.
      batches = batch.number + 1;
      done++;
      samples += batch.size;
      mark(asked);
      line.update(report(), asked);
    }
  } finally {
    line.end(report());
  }
}
