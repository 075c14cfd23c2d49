import { OptionError, parseOptions, show } from "@millrace/core";
import type { ProgressReport } from "../progress/report.ts";
import { warn } from "../warnings.ts";
import { checkSamples } from "./check-samples.ts";
import type { Dataset } from "./dataset.ts";
import { IndexList } from "./filter/index-list.ts";
import { noAnswer, type VisitOptions, visitSamples, visitSchema } from "./filter/visit-samples.ts";
import { listed, partOf, type Subset } from "./part.ts";

/** How far a filter is, in samples. */
export interface FilterProgress extends ProgressReport {
  /** Samples that passed so far. */
  readonly kept: number;
}

/** How a dataset is filtered. */
export type FilterOptions = VisitOptions<FilterProgress>;

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
  const total = dataset.length;
  const indices = new IndexList(total);
  await visitSamples<FilterProgress>(dataset, {
    owner: "filter",
    options: parseOptions("filter", visitSchema, options),
    extra: () => ({ kept: indices.length, details: [`${indices.length.toLocaleString("en-US")} kept`] }),
    ask: (sample, index) => keep(sample as Sample, index),
    take(answer, index) {
      // A promise is true whatever it promises, so everything would pass.
      if (typeof answer !== "boolean") throw noAnswer("filter: keep must return true or false", answer, index);
      if (answer) indices.push(index);
    },
  });
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
