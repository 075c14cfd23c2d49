import { threadId } from "node:worker_threads";
import { OptionError, show } from "@millrace/core";
import { z } from "zod";
import type { ProgressReport } from "../../progress/report.ts";
import { isProgressTarget, type ProgressTarget } from "../../progress/target.ts";
import { LongTask } from "../../progress/task.ts";
import { SampleError } from "../../worker/errors.ts";
import { pathOf } from "../../worker/sample-path.ts";
import { heed, isPromise } from "../batch-reading.ts";
import type { Dataset } from "../dataset.ts";
import { sourcesOf } from "../sources.ts";
import { readInOrder } from "./read-in-order.ts";

/** How every sample of a dataset is read once. */
export interface VisitOptions<Report extends ProgressReport = ProgressReport> {
  /**
   * Samples that may be read at the same time where they have to be waited for; a `read` or `getMany` is asked for so
   * many at once. It changes nothing in what comes out. From 1 to 4096, default 16.
   */
  readonly reads?: number;
  /**
   * Who hears after every hundredth of the samples, after every thousand at the latest, and at the end, or where a line is
   * written, such as `process.stderr`. Default: nobody.
   */
  readonly progress?: ProgressTarget<Report>;
  /** Ends the reading; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What these options may be. */
export const visitSchema = z.strictObject({
  reads: z.number().int().min(1).max(4096).default(16).describe("a whole number of samples from 1 to 4096"),
  progress: z
    .custom<ProgressTarget<never>>(isProgressTarget)
    .optional()
    .describe("a function of a report, or a stream such as process.stderr"),
  signal: z.instanceof(AbortSignal).optional().describe("an AbortSignal"),
});

/** What is done with each sample. */
export interface Visit<Report extends ProgressReport> {
  /** Who asks, for messages and progress. */
  readonly owner: string;
  readonly options: z.output<typeof visitSchema>;
  /** What a report says besides what all of them say. */
  readonly extra: () => Omit<Report, Exclude<keyof ProgressReport, "details">>;
  /** Asks the user's function about a sample. What it throws is the sample's error. */
  readonly ask: (sample: object, index: number) => unknown;
  /** Takes what it said. @throws OptionError where that is not what it has to be. */
  readonly take: (answer: unknown, index: number) => void;
}

/**
 * Reads every sample of a dataset once, on this thread, and asks a function about each, by index.
 *
 * @throws SampleError where a sample cannot be read, is none, or the function throws; the signal's reason.
 */
export async function visitSamples<Report extends ProgressReport>(
  dataset: Dataset<object>,
  { owner, options, extra, ask, take }: Visit<Report>,
): Promise<void> {
  const { reads, progress, signal } = options;
  const total = dataset.length;
  const every = Math.min(1000, Math.ceil(total / 100));
  const work = { task: owner, unit: "samples", total };
  const target = progress as ProgressTarget<Report> | undefined;
  const task = target === undefined ? undefined : new LongTask<Report>(work, target, extra);
  try {
    await readInOrder(dataset, {
      reads,
      signal,
      errorOf: (index, cause) => errorOf(dataset, index, undefined, cause),
      visit(sample, index) {
        take(answerOf(dataset, sample, index, ask), index);
        const done = index + 1;
        if (done % every === 0 || done === total) task?.update(done, [done]);
      },
    });
  } finally {
    task?.end();
  }
}

function answerOf(
  dataset: Dataset<object>,
  sample: unknown,
  index: number,
  ask: (sample: object, index: number) => unknown,
): unknown {
  if (typeof sample !== "object" || sample === null) {
    const cause = new TypeError(`the dataset must give an object of named fields, got ${show(sample)}`);
    throw errorOf(dataset, index, undefined, cause);
  }
  try {
    return ask(sample, index);
  } catch (cause) {
    throw errorOf(dataset, index, sample, cause);
  }
}

/** What is thrown for an answer that is none, such as a promise. */
export function noAnswer(allowed: string, answer: unknown, index: number): OptionError {
  if (isPromise(answer)) heed(answer);
  return new OptionError(
    `${allowed}, and at once, but for sample ${index} it returned ${isPromise(answer) ? "a promise" : show(answer)}`,
  );
}

function errorOf(dataset: Dataset<object>, index: number, sample: unknown, cause: unknown): SampleError {
  const place = sourcesOf(dataset).places.at(index);
  return new SampleError({ ...place, index, epoch: 0, path: pathOf(sample), worker: threadId }, cause);
}
