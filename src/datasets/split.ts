import { OptionError, type Random, type Seed, show } from "@millrace/core";
import { namedRandom } from "@millrace/core/engine";
import { Permutation } from "../order/permutation.ts";
import { byValue } from "./by-value.ts";
import type { ColumnDataset, ListedDataset } from "./column-dataset.ts";
import type { Dataset } from "./dataset.ts";
import { startsOf } from "./folds/folds.ts";
import { groupedParts } from "./folds/grouped.ts";
import { type DividingOptions, dividingOptions } from "./folds/options.ts";
import { type ColumnSubset, listed, partOf, range, type Subset, type View } from "./part.ts";
import { shareOut } from "./share-out.ts";
import { type Strata, shuffle, strataOf } from "./strata.ts";
import type { ByValue } from "./value-numbers.ts";

/** How a dataset is split. */
export interface SplitOptions {
  /** A field whose values keep their shares in every part. Default: none; samples are drawn evenly. */
  readonly stratify?: string;
  /**
   * A field of which samples with the same value are never divided between parts: a patient, a document. Default: none.
   * Not together with `stratify`.
   */
  readonly groups?: string;
  /** A whole number or a text. Default 0. */
  readonly seed?: Seed;
}

/**
 * Splits a dataset at random into named parts, each sample into exactly one.
 *
 * Without `stratify` and `groups` nothing is listed: a part is a stretch of a shuffle that is computed when it is asked,
 * of any number of samples, and its samples come in the order of that shuffle. With one of them the field is read of
 * every sample, so its `get` must be synchronous and cheap, as it is where images are files; the parts share one index
 * of 4 bytes a sample (8 beyond 2³²), and their samples come in the order of the whole. Counts are rounded so that the
 * parts sum to the whole.
 *
 * With `groups` the shares are kept as nearly as the groups allow: the largest group goes first, each to the part that
 * is furthest below its share in samples, and where several are, or groups are of one size, the seed decides. Every part
 * gets a group at least, however small its share. Of few or very unequal groups parts may be far from their shares;
 * `length` says what they have.
 *
 * @param dataset of samples, or of columns, for which there is neither `stratify` nor `groups`.
 * @param shares of the whole by the parts' names, numbers above 0; they must sum to 1.
 * @returns a part for each name; `split` of those named "train", "validation" and "test" is their name.
 * @throws OptionError for shares that do not sum to 1, for unknown options, for `stratify` together with `groups`, for
 * fewer groups than parts, and for a field that is not there or holds objects, such as tensors.
 *
 * @example
 * const { train, test } = split(dataset, { train: 0.9, test: 0.1 }, { groups: "patient", seed: 1 });
 */
export function split<Name extends string>(
  dataset: ColumnDataset,
  shares: Readonly<Record<Name, number>>,
  options?: Omit<SplitOptions, "stratify" | "groups">,
): Record<Name, ColumnSubset>;
export function split<Sample extends object, Name extends string>(
  dataset: Dataset<Sample>,
  shares: Readonly<Record<Name, number>>,
  options?: SplitOptions,
): Record<Name, Subset<Sample>>;
export function split(
  dataset: ListedDataset,
  shares: Readonly<Record<string, number>>,
  options: SplitOptions = {},
): Record<string, ColumnSubset | Subset<object>> {
  const portions = checkedPortions(shares);
  const views = viewsOf(dataset, portions, dividingOptions("split", options));
  return Object.fromEntries(
    Object.keys(shares).map((name, part) => [name, partOf(dataset, views[part] as View, name)]),
  );
}

/** The shares in the order of their names. */
function checkedPortions(shares: unknown): readonly number[] {
  const portions: readonly unknown[] = typeof shares === "object" && shares !== null ? Object.values(shares) : [];
  if (portions.length === 0 || Array.isArray(shares) || !portions.every((share) => typeof share === "number")) {
    throw new OptionError(
      `split: shares must be an object of numbers above 0 that sum to 1, by the names of the parts, such as { train: 0.8, validation: 0.2 }, got ${show(shares)}`,
    );
  }
  const sum = portions.reduce((total, share) => total + share, 0);
  if (portions.some((share) => !(share > 0)) || Math.abs(sum - 1) > 1e-9) {
    throw new OptionError(`split: shares must be above 0 and sum to 1, got ${show(shares)}, which sum to ${sum}`);
  }
  return portions;
}

function viewsOf(
  dataset: ListedDataset,
  shares: readonly number[],
  { stratify, groups, seed }: DividingOptions,
): readonly View[] {
  if (stratify !== undefined) return stratified(strataOf(dataset, stratify, seed, "split"), shares);
  if (groups === undefined) return drawn(dataset.length, shares, seed);
  const samples = byValue(dataset, groups, { owner: "split", option: "groups" });
  const values = samples.lengths.length;
  if (values < shares.length) {
    throw new OptionError(
      `split: every part needs a group at least, since none is divided, but "${groups}" has ${values} values and there are ${shares.length} parts`,
    );
  }
  return grouped(samples, shares, namedRandom(seed, "split groups"));
}

/** Stretches of one shuffle. */
function drawn(length: number, shares: readonly number[], seed: Seed): readonly View[] {
  const order = new Permutation(length, seed, 0, "split");
  const [counts = []] = shareOut([length], shares);
  let start = 0;
  return counts.map((count) => {
    const view = range(start, count, order);
    start += count;
    return view;
  });
}

/** Stretches of one index: from every stratum its share, then in the order of the whole. */
function stratified({ index, lengths }: Strata, shares: readonly number[]): readonly View[] {
  const counts = shareOut(lengths, shares);
  const all = new (index.constructor as Uint32ArrayConstructor)(index.length);
  let filled = 0;
  return shares.map((_, part) => {
    const first = filled;
    let stratum = 0;
    for (const [number, length] of lengths.entries()) {
      const taken = (counts[number] as readonly number[]).slice(0, part).reduce((sum, count) => sum + count, 0);
      const count = counts[number]?.[part] as number;
      all.set(index.subarray(stratum + taken, stratum + taken + count) as Uint32Array, filled);
      filled += count;
      stratum += length;
    }
    return listed(all.subarray(first, filled).sort());
  });
}

/** Stretches of one index in which the parts lie in a drawn order, since the first of several that lack as much is served. */
function grouped(samples: ByValue, shares: readonly number[], random: Random): readonly View[] {
  const parts = Uint32Array.from(shares.keys());
  shuffle(parts, random);
  const { length } = samples.numbers;
  const wanted = Array.from(parts, (part) => length * (shares[part] as number));
  const { order, sizes } = groupedParts(samples, wanted, random);
  const starts = startsOf(sizes);
  return shares.map((_, part) => {
    const place = parts.indexOf(part);
    return range(starts[place] as number, sizes[place] as number, order);
  });
}
