import type { SampleError, Stage } from "../worker/errors.ts";

/** A sample that could not be had, where the loader goes on in spite of it. */
export interface BadSample {
  readonly epoch: number;
  /** The number of the batch in its epoch, from 0. */
  readonly batch: number;
  /** The sample's index in the loader's dataset. */
  readonly index: number;
  /** Where it is read, as in `batch.references`. */
  readonly dataset: number;
  readonly row: number;
  /** The file, where the sample is one. */
  readonly path?: string;
  readonly stage: Stage;
  /** What went wrong, in words. */
  readonly reason: string;
  /** What was done: its row was left out, or another sample was taken in its place. */
  readonly action: "skip" | "replace";
  /** The index of the sample that was tried in its place. It is bad too where it comes next. */
  readonly substitute?: number;
}

/** The bad samples that a loader met, in the order of the batches. */
export interface BadSampleReport {
  /** The first 1,000 of them. */
  readonly samples: readonly BadSample[];
  /** How many there were beyond. */
  readonly beyond: number;
}

/** How many samples a stream had so far. */
export interface ErrorCounts {
  /** All that were tried: rows of batches, and what was tried in the place of bad ones. */
  readonly seen: number;
  /** Bad ones, whose rows were left out. */
  readonly skipped: number;
  /** Bad ones, in whose place another was tried. */
  readonly replaced: number;
}

/** More samples of a stream are bad than `maxErrors` or `maxErrorRate` allow. */
export class BadSamplesError extends Error {
  override readonly name = "BadSamplesError";
  readonly seen: number;
  /** How many of them were bad. */
  readonly bad: number;
  /** Their share, 0–1. */
  readonly rate: number;
  /** The last of them, at most 5. */
  readonly samples: readonly BadSample[];

  /** @param allowed which limit was passed, in words. */
  constructor({ seen, skipped, replaced }: ErrorCounts, samples: readonly BadSample[], allowed: string) {
    const bad = skipped + replaced;
    const named = samples.map(nameOf).join("; ");
    super(
      `${bad} of ${seen} samples were bad (${((100 * bad) / seen).toFixed(1)} %), and ${allowed}; the last: ${named}. ` +
        "lint(dataset) lists all of them before training",
    );
    this.seen = seen;
    this.bad = bad;
    this.rate = bad / seen;
    this.samples = samples;
  }
}

function nameOf({ index, path, stage, reason }: BadSample): string {
  const file = path === undefined || reason.includes(path) ? "" : ` (${path})`;
  return `sample ${index}${file}, ${stage}: ${reason}`;
}

/** What of an error goes into the report: nothing that depends on which worker met it. */
export function described(error: SampleError) {
  const { index, dataset, row, stage, cause } = error;
  const path = error.path ?? (cause as { path?: unknown } | undefined)?.path;
  const reason = cause instanceof Error ? cause.message : error.message;
  return { index, dataset, row, ...(typeof path === "string" ? { path } : {}), stage, reason };
}
