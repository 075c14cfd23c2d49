import { OptionError, type Random } from "@millrace/core";
import { numberList } from "../../order/row-numbers.ts";
import type { ByValue } from "../by-value.ts";
import { listed } from "../part.ts";
import { shuffle } from "../strata.ts";
import { type Folds, startsOf } from "./folds.ts";

/**
 * Folds that divide no group: the largest group first, each to the fold that has the fewest samples then. Among groups
 * of one size chance decides.
 *
 * @throws OptionError where there are fewer groups than folds.
 */
export function groupedFolds({ numbers, lengths }: ByValue, folds: number, field: string, random: Random): Folds {
  if (lengths.length < folds) {
    throw new OptionError(
      `kFold: folds must be at most the number of groups, since none is divided, but "${field}" has ${lengths.length} values and folds is ${folds}`,
    );
  }
  const groups = Uint32Array.from(lengths.keys());
  shuffle(groups, random);
  // Sorting keeps the order of groups that are of one size.
  groups.sort((one, other) => (lengths[other] as number) - (lengths[one] as number));
  const sizes: number[] = Array.from({ length: folds }, () => 0);
  const foldOf = new Uint32Array(lengths.length);
  for (const group of groups) {
    const fold = smallest(sizes);
    foldOf[group] = fold;
    sizes[fold] = (sizes[fold] as number) + (lengths[group] as number);
  }
  return { order: listed(inFolds(numbers, foldOf, sizes)), sizes };
}

function smallest(sizes: readonly number[]): number {
  let least = 0;
  for (let fold = 1; fold < sizes.length; fold++) {
    if ((sizes[fold] as number) < (sizes[least] as number)) least = fold;
  }
  return least;
}

/** All indices, fold after fold, those of a fold in the order of the whole. */
function inFolds(groups: Uint32Array, foldOf: Uint32Array, sizes: readonly number[]) {
  const next = startsOf(sizes);
  const all = numberList(groups.length, groups.length);
  for (let index = 0; index < groups.length; index++) {
    const fold = foldOf[groups[index] as number] as number;
    all[next[fold] as number] = index;
    next[fold] = (next[fold] as number) + 1;
  }
  return all;
}
