import { OptionError, type Seed, show } from "@millrace/core";
import { namedRandom } from "@millrace/core/engine";
import { Permutation } from "../order/permutation.ts";
import { byValue } from "./by-value.ts";
import type { ColumnDataset, ListedDataset } from "./column-dataset.ts";
import type { Dataset } from "./dataset.ts";
import { equalSizes, type Folds } from "./folds/folds.ts";
import { groupedParts } from "./folds/grouped.ts";
import { type DividingOptions, dividingOptions } from "./folds/options.ts";
import { stratifiedFolds } from "./folds/stratified.ts";
import { type ColumnSubset, partOf, range, type Subset, without } from "./part.ts";
import { strataOf } from "./strata.ts";

/** How a dataset is divided into folds. */
export interface KFoldOptions {
  /** A field whose values keep their shares in every fold. Default: none; samples are drawn evenly. */
  readonly stratify?: string;
  /**
   * A field of which samples with the same value are never divided between training and validation: a patient, a
   * document. Default: none. Not together with `stratify`.
   */
  readonly groups?: string;
  /** A whole number or a text. Default 0. */
  readonly seed?: Seed;
}

/** One of the ways in which cross-validation divides a dataset. */
export interface Fold<Part> {
  /** The samples of all other folds, fold after fold. Its `split` is "train". */
  readonly train: Part;
  /** The samples of this fold. Its `split` is "validation". */
  readonly validation: Part;
}

/**
 * Divides a dataset at random for cross-validation: into `folds` parts, each of which is once the validation and
 * otherwise in the training. Every sample is in exactly one validation part. Nothing is read with the folds but what an
 * option asks for, nothing is copied, and the same seed gives the same folds.
 *
 * Without options nothing is listed: a fold is a stretch of a shuffle that is computed when it is asked, of any number of
 * samples, and its samples come in the order of that shuffle; sizes differ by one at most. With `stratify` or `groups`
 * the field is read of every sample, so `get` must be synchronous and cheap, as it is where images are files; all
 * folds share one index of 4 bytes a sample (8 beyond 2³²), and the samples of a fold come in the order of the whole.
 * With `stratify` sizes differ by one at most, and so does what folds have of a value; one with fewer samples than there
 * are folds is missing in some. With `groups` each goes to the fold that has the fewest samples, the largest first, so a
 * large group makes a large fold.
 *
 * @param dataset of samples, or of columns, for which there is neither `stratify` nor `groups`.
 * @param folds a whole number from 2 to the dataset's length; with `groups`, to their number.
 * @returns as many `{ train, validation }` as there are folds.
 * @throws OptionError for a number of folds that cannot be, for `stratify` together with `groups`, and for a field that is
 * not there or holds objects, such as tensors.
 *
 * @example
 * for (const { train, validation } of kFold(dataset, 5, { groups: "patient", seed: 1 })) { … }
 */
export function kFold(
  dataset: ColumnDataset,
  folds: number,
  options?: Omit<KFoldOptions, "stratify" | "groups">,
): readonly Fold<ColumnSubset>[];
export function kFold<Sample extends object>(
  dataset: Dataset<Sample>,
  folds: number,
  options?: KFoldOptions,
): readonly Fold<Subset<Sample>>[];
export function kFold(
  dataset: ListedDataset,
  folds: number,
  options: KFoldOptions = {},
): readonly Fold<ColumnSubset | Subset<object>>[] {
  const { length } = dataset;
  if (!(typeof dataset === "object" && length >= 2)) {
    throw new OptionError(`kFold: it takes a dataset with a length of at least 2, got ${show(dataset)}`);
  }
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= length)) {
    throw new OptionError(
      `kFold: folds must be a whole number from 2 to ${length}, the dataset's length, got ${show(folds)}`,
    );
  }
  const { order, sizes } = foldsOf(dataset, folds, dividingOptions("kFold", options));
  let start = 0;
  return sizes.map((size) => {
    const train = partOf(dataset as Dataset<object>, without(start, size, order), "train");
    const validation = partOf(dataset as Dataset<object>, range(start, size, order), "validation");
    start += size;
    return { train, validation };
  });
}

function foldsOf(dataset: ListedDataset, folds: number, { stratify, groups, seed }: DividingOptions): Folds {
  const { length } = dataset;
  if (stratify !== undefined) {
    return stratifiedFolds(strataOf(dataset, stratify, seed, "kFold"), folds, namedRandom(seed, "kFold strata"));
  }
  if (groups !== undefined) {
    const samples = byValue(dataset, groups, { owner: "kFold", option: "groups" });
    const values = samples.lengths.length;
    if (values < folds) {
      throw new OptionError(
        `kFold: folds must be at most the number of groups, since none is divided, but "${groups}" has ${values} values and folds is ${folds}`,
      );
    }
    const wanted = Array.from({ length: folds }, () => length / folds);
    return groupedParts(samples, wanted, namedRandom(seed, "kFold"));
  }
  return { order: new Permutation(length, seed, 0, "kFold"), sizes: equalSizes(length, folds) };
}
