import type { Random, Seed } from "@millrace/core";
import { namedRandom } from "@millrace/core/engine";
import type { NumberList } from "../order/row-numbers.ts";
import { byValue } from "./by-value.ts";
import type { ListedDataset } from "./column-dataset.ts";
import { sortByValue } from "./value-numbers.ts";

/** A dataset's samples by the value of a field. */
export interface Strata {
  /** All indices, stratum after stratum, shuffled within each. */
  readonly index: NumberList;
  /** How many samples each stratum has, in the order in which their values come first. */
  readonly lengths: readonly number[];
}

/**
 * Sorts a dataset's samples by a field, which is read of every one.
 *
 * @param owner who asks, for messages and for the draws: two functions share none.
 * @throws OptionError as {@link byValue} does.
 */
export function strataOf(dataset: ListedDataset, field: string, seed: Seed, owner: string): Strata {
  const strata = byValue(dataset, field, { owner, option: "stratify" });
  const { lengths } = strata;
  const { index, starts } = sortByValue(strata);
  const random = namedRandom(seed, owner);
  for (const [stratum, first] of starts.entries()) {
    shuffle(index.subarray(first, first + (lengths[stratum] as number)), random);
  }
  return { index, lengths };
}

/** Fisher and Yates, in place. */
export function shuffle(values: NumberList, random: Random): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const value = values[i] as number;
    values[i] = values[j] as number;
    values[j] = value;
  }
}
