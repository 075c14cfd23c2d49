import { type ClassLabel, kindOf, type NamedClassLabel, OptionError, type Seed, show } from "@millrace/core";
import { namedRandom } from "@millrace/core/engine";
import { datasetRecipe, setSubset } from "../recipe.ts";
import type { Dataset } from "./dataset.ts";

export interface SplitOptions {
  /** A field whose values keep their shares in every part. Default: none; samples are drawn evenly. */
  readonly stratify?: string;
  /** Default 0. */
  readonly seed?: Seed;
}

/** A part of a dataset. */
export interface Subset<Sample extends object> extends Dataset<Sample> {
  /** The samples' indices in the whole dataset, rising. */
  readonly indices: readonly number[];
}

/**
 * Splits a dataset at random into named parts, each sample into exactly one.
 *
 * With `stratify` the field is read of every sample, so its `get` must be synchronous and cheap, as it is where images
 * are files. Counts are rounded so that the parts sum to the whole.
 *
 * @param shares of the whole, above 0; they must sum to 1.
 * @throws OptionError for shares that do not sum to 1 and for a field that is not there.
 */
export function split<Sample extends object, Name extends string>(
  dataset: Dataset<Sample>,
  shares: Readonly<Record<Name, number>>,
  { stratify, seed = 0 }: SplitOptions = {},
): Record<Name, Subset<Sample>> {
  const names = Object.keys(shares) as Name[];
  const sum = names.reduce((total, name) => total + shares[name], 0);
  if (names.some((name) => !(shares[name] > 0)) || Math.abs(sum - 1) > 1e-9) {
    throw new OptionError(`split: shares must be above 0 and sum to 1, got ${show(shares)}, which sum to ${sum}`);
  }
  const parts: number[][] = names.map(() => []);
  const groups =
    stratify === undefined ? [Array.from({ length: dataset.length }, (_, i) => i)] : strata(dataset, stratify);
  const random = namedRandom(seed, "split");
  // What rounding takes from a part in one group is made up for in the next, so the whole keeps its shares too.
  const owed = names.map(() => 0);
  for (const group of groups) {
    const order = random.permutation(group.length).map((position) => group[position] as number);
    let start = 0;
    names.forEach((name, part) => {
      const exact = group.length * shares[name] + (owed[part] as number);
      const last = part === names.length - 1;
      const count = last ? group.length - start : Math.min(Math.max(0, Math.round(exact)), group.length - start);
      owed[part] = exact - count;
      parts[part]?.push(...order.slice(start, start + count));
      start += count;
    });
  }
  return Object.fromEntries(
    names.map((name, part) => {
      const indices = (parts[part] as number[]).sort((a, b) => a - b);
      return [name, subset(dataset, indices, name)];
    }),
  ) as Record<Name, Subset<Sample>>;
}

/** The samples of a dataset at these indices. In workers too, where the dataset is read there. */
export function subset<Sample extends object>(
  dataset: Dataset<Sample>,
  indices: readonly number[],
  name?: string,
): Subset<Sample> {
  const part = name === "train" || name === "validation" || name === "test" ? { split: name } : {};
  const result: Subset<Sample> = {
    length: indices.length,
    indices,
    get: (position) => dataset.get(indices[position] as number),
    ...(dataset.classes === undefined ? {} : { classes: dataset.classes }),
    ...(dataset.schema === undefined ? {} : { schema: dataset.schema }),
    ...(part as { split?: "train" | "validation" | "test" }),
  };
  const whole = datasetRecipe(dataset);
  if (whole === undefined) return result;
  // A part of a part is read from the whole.
  return setSubset(
    result,
    whole.recipe,
    indices.map((index) => whole.indices?.[index] ?? index),
  );
}

function strata<Sample extends object>(dataset: Dataset<Sample>, field: string): number[][] {
  const groups = new Map<unknown, number[]>();
  for (let index = 0; index < dataset.length; index++) {
    const sample = dataset.get(index);
    if (sample instanceof Promise) {
      throw new OptionError(
        "split: stratify needs a dataset whose get is synchronous; split by indices with subset(…) instead",
      );
    }
    if (!(field in sample)) {
      throw new OptionError(
        `split: stratify is "${field}", but sample ${index} has the fields ${Object.keys(sample).join(", ")}`,
      );
    }
    const value = stratum((sample as Record<string, unknown>)[field]);
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [index]);
    else group.push(index);
  }
  return [...groups.values()];
}

function stratum(value: unknown): unknown {
  if (kindOf(value) !== "label") return value;
  const label = value as ClassLabel | NamedClassLabel;
  return "index" in label ? label.index : label.name;
}
