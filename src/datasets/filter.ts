import { threadId } from "node:worker_threads";
import { OptionError, parseOptions, show } from "@millrace/core";
import { z } from "zod";
import type { ProgressReport } from "../progress/report.ts";
import { isProgressTarget, type ProgressTarget } from "../progress/target.ts";
import { LongTask } from "../progress/task.ts";
import { warn } from "../warnings.ts";
import { SampleError } from "../worker/errors.ts";
import { pathOf } from "../worker/sample-path.ts";
import { heed, isPromise } from "./batch-reading.ts";
import { checkSamples } from "./check-samples.ts";
import type { Dataset } from "./dataset.ts";
import { IndexList } from "./filter/index-list.ts";
import { readInOrder } from "./filter/read-in-order.ts";
import { listed, partOf, type Subset } from "./part.ts";
import { sourcesOf } from "./sources.ts";

/** How far a filter is, in samples. */
export interface FilterProgress extends ProgressReport {
  /** Samples that passed so far. */
  readonly kept: number;
}

/** How a dataset is filtered. */
export interface FilterOptions {
  /**
   * Samples that may be read at the same time where they have to be waited for; a `read` or `getMany` is asked for so
   * many at once. It changes nothing in what passes. From 1 to 4096, default 16.
   */
  readonly reads?: number;
  /**
   * Who hears after every hundredth of the samples, after every thousand at the latest, and at the end, or where a line is
   * written, such as `process.stderr`. Default: nobody.
   */
  readonly progress?: ProgressTarget<FilterProgress>;
  /** Ends the reading; the filter rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

const schema = z.strictObject({
  reads: z.number().int().min(1).max(4096).default(16).describe("a whole number of samples from 1 to 4096"),
  progress: z
    .custom<ProgressTarget<FilterProgress>>(isProgressTarget)
    .optional()
    .describe("a function of a report, or a stream such as process.stderr"),
  signal: z.instanceof(AbortSignal).optional().describe("an AbortSignal"),
});

/**
 * The samples of a dataset that pass a test, in their order, as a part of it: nothing is copied, and where the dataset is
 * read in workers, so is the part. Its `split` and `classes` are the dataset's.
 *
 * **What it costs:** every sample is read once, here and now, on this thread, before any loader begins: as long as an epoch
 * of reading alone. Samples are as the dataset gives them: no transform has run, and of `imageFile(path)` no file was
 * opened. After that the part takes 4 bytes for each sample that passed (8 where the dataset has more than 2³²), once
 * for all threads. Where what decides is known without the samples, `subset(dataset, indices)` reads nothing.
 *
 * The dataset is asked as a loader asks it, by `read` (with epoch 0 and seed 0), `getMany` or `get`, the first that is
 * there. `keep` is called by index, whatever is read first, so it may compare a sample with those before it. Where fewer
 * than 1 in 100 pass there is a warning, `MILLRACE_FILTER`.
 *
 * @param dataset of samples; the rows of columns are chosen with `subset(table, indices)`.
 * @param keep says at once whether a sample passes. Its index is that in the dataset.
 * @throws OptionError (the promise rejects) where no sample passes, where `keep` returns neither true nor false, and for
 * columns and iterables; a SampleError with index and cause where a sample cannot be read or `keep` throws.
 *
 * @example
 * const sharp = await filter(photographs, ({ width }) => width >= 224);
 */
export async function filter<Sample extends object>(
  dataset: Dataset<Sample>,
  keep: (sample: Sample, index: number) => boolean,
  options: FilterOptions = {},
): Promise<Subset<Sample>> {
  checkSamples("filter", dataset, {
    columns: "choose its rows by their numbers, with subset(table, indices)",
    iterable: "an iterable leaves samples out by itself",
  });
  if (typeof keep !== "function")
    throw new OptionError(`filter: keep must be a function (sample, index) => boolean, got ${show(keep)}`);
  const { reads, progress, signal } = parseOptions("filter", schema, options);
  const total = dataset.length;
  const every = Math.min(1000, Math.ceil(total / 100));
  const indices = new IndexList(total);
  const extra = () => ({ kept: indices.length, details: [`${indices.length.toLocaleString("en-US")} kept`] });
  const work = { task: "filter", unit: "samples", total };
  const task = progress === undefined ? undefined : new LongTask<FilterProgress>(work, progress, extra);
  try {
    await readInOrder(dataset, {
      reads,
      signal,
      errorOf: (index, cause) => errorOf(dataset, index, undefined, cause),
      visit(sample, index) {
        if (passes(dataset, sample, index, keep)) indices.push(index);
        const done = index + 1;
        if (done % every === 0 || done === total) task?.update(done, [done]);
      },
    });
  } finally {
    task?.end();
  }
  const kept = indices.length;
  if (kept === 0)
    throw new OptionError(`filter: keep must return true for at least one sample, but of ${total} none passed`);
  if (100 * kept < total) {
    warn(
      "MILLRACE_FILTER",
      `filter: of ${total} samples only ${kept} passed, fewer than 1 in 100; if that is not meant, look at what keep is given`,
    );
  }
  return partOf(dataset, listed(indices.finished()), dataset.split);
}

function passes<Sample extends object>(
  dataset: Dataset<Sample>,
  sample: unknown,
  index: number,
  keep: (sample: Sample, index: number) => boolean,
): boolean {
  if (typeof sample !== "object" || sample === null) {
    const cause = new TypeError(`the dataset must give an object of named fields, got ${show(sample)}`);
    throw errorOf(dataset, index, undefined, cause);
  }
  let answer: unknown;
  try {
    answer = keep(sample as Sample, index);
  } catch (cause) {
    throw errorOf(dataset, index, sample, cause);
  }
  if (typeof answer === "boolean") return answer;
  // A promise is true whatever it promises, so everything would pass.
  if (isPromise(answer)) heed(answer);
  throw new OptionError(
    `filter: keep must return true or false, and at once, but for sample ${index} it returned ${isPromise(answer) ? "a promise" : show(answer)}`,
  );
}

function errorOf(dataset: Dataset<object>, index: number, sample: unknown, cause: unknown): SampleError {
  const place = sourcesOf(dataset).places.at(index);
  return new SampleError({ ...place, index, epoch: 0, path: pathOf(sample), worker: threadId }, cause);
}
