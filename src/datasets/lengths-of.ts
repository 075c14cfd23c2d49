import { OptionError, parseOptions, show } from "@millrace/core";
import type { ProgressReport } from "../progress/report.ts";
import { checkSamples } from "./check-samples.ts";
import type { Dataset } from "./dataset.ts";
import { noAnswer, type VisitOptions, visitSamples, visitSchema } from "./filter/visit-samples.ts";

/** How the lengths of a dataset's samples are found. */
export type LengthsOptions = VisitOptions;

/**
 * The length of each sample, for `maxTokens`, `pack` and `bucketByLength`: tokens, pixels, frames. 4 bytes a sample.
 *
 * **What it costs:** every sample is read once, here and now, on this thread, as by `filter`: as long as an epoch of reading
 * alone. Samples are as the dataset gives them: no transform has run, and of `imageFile(path)` no file was opened. Keep
 * the list, in a file for example, where it is needed again.
 *
 * @param dataset of samples; of columns the lengths are a column.
 * @param lengthOf says at once how long a sample is: a whole number from 0 to 2³² − 1. Its index is that in the dataset.
 * @throws OptionError (the promise rejects) where `lengthOf` returns something else, and for columns and iterables; a
 * SampleError with index and cause where a sample cannot be read or `lengthOf` throws.
 *
 * @example
 * const lengths = await lengthsOf(texts, ({ tokens }) => tokens.length, { progress: process.stderr });
 */
export async function lengthsOf<Sample extends object>(
  dataset: Dataset<Sample>,
  lengthOf: (sample: Sample, index: number) => number,
  options: LengthsOptions = {},
): Promise<Uint32Array> {
  checkSamples("lengthsOf", dataset, {
    columns: "its lengths are a column",
    iterable: "an iterable has no samples by number",
  });
  if (typeof lengthOf !== "function")
    throw new OptionError(`lengthsOf: lengthOf must be a function (sample, index) => number, got ${show(lengthOf)}`);
  const lengths = new Uint32Array(dataset.length);
  await visitSamples<ProgressReport>(dataset, {
    owner: "lengthsOf",
    options: parseOptions("lengthsOf", visitSchema, options),
    extra: () => ({ details: [] }),
    ask: (sample, index) => lengthOf(sample as Sample, index),
    take(answer, index) {
      if (!(Number.isInteger(answer) && (answer as number) >= 0 && (answer as number) < 2 ** 32)) {
        throw noAnswer("lengthsOf: lengthOf must return a whole number from 0 to 4294967295", answer, index);
      }
      lengths[index] = answer as number;
    },
  });
  return lengths;
}
