import { OptionError, type Seed, show } from "@millrace/core";
import { Permutation } from "../order/permutation.ts";
import type { ColumnDataset, ListedDataset } from "./column-dataset.ts";
import type { Dataset } from "./dataset.ts";
import { type ColumnSubset, listed, partOf, range, type Subset, type View } from "./part.ts";
import { shareOut } from "./share-out.ts";
import { type Strata, strataOf } from "./strata.ts";

/** How a dataset is split. */
export interface SplitOptions {
  /** A field whose values keep their shares in every part. Default: none; samples are drawn evenly. */
  readonly stratify?: string;
  /** Default 0. */
  readonly seed?: Seed;
}

/**
 * Splits a dataset at random into named parts, each sample into exactly one.
 *
 * Without `stratify` nothing is listed: a part is a stretch of a shuffle that is computed when it is asked, of any
 * number of samples, and its samples come in the order of that shuffle. With `stratify` the field is read of every
 * sample, so its `get` must be synchronous and cheap, as it is where images are files; the parts share one index of 4
 * bytes a sample (8 beyond 2³²), and their samples come in the order of the whole. Counts are rounded so that the parts
 * sum to the whole.
 *
 * @param shares of the whole, above 0; they must sum to 1.
 * @throws OptionError for shares that do not sum to 1 and for a field that is not there or holds objects, such as tensors.
 */
export function split<Name extends string>(
  dataset: ColumnDataset,
  shares: Readonly<Record<Name, number>>,
  options?: Omit<SplitOptions, "stratify">,
): Record<Name, ColumnSubset>;
export function split<Sample extends object, Name extends string>(
  dataset: Dataset<Sample>,
  shares: Readonly<Record<Name, number>>,
  options?: SplitOptions,
): Record<Name, Subset<Sample>>;
export function split(
  dataset: ListedDataset,
  shares: Readonly<Record<string, number>>,
  { stratify, seed = 0 }: SplitOptions = {},
): Record<string, ColumnSubset | Subset<object>> {
  const names = Object.keys(shares);
  const portions = names.map((name) => shares[name] as number);
  const sum = portions.reduce((total, share) => total + share, 0);
  if (portions.some((share) => !(share > 0)) || Math.abs(sum - 1) > 1e-9) {
    throw new OptionError(`split: shares must be above 0 and sum to 1, got ${show(shares)}, which sum to ${sum}`);
  }
  const views =
    stratify === undefined
      ? drawn(dataset.length, portions, seed)
      : stratified(strataOf(dataset, stratify, seed, "split"), portions);
  return Object.fromEntries(names.map((name, part) => [name, partOf(dataset, views[part] as View, name)]));
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
