import type { Random } from "@millrace/core";
import { numberList } from "../../order/row-numbers.ts";
import { listed } from "../part.ts";
import { shuffle } from "../strata.ts";
import type { ByValue } from "../value-numbers.ts";
import { type Folds, startsOf } from "./folds.ts";

/**
 * Parts that divide no group: the largest group first, each to the part that is furthest below what is wanted then, the
 * first of several. Among groups of one size chance decides. No part stays empty: the last groups go to those that have
 * none yet.
 *
 * @param wanted how many samples each part should have; they sum to all. There are at least as many groups as parts.
 */
export function groupedParts({ numbers, lengths }: ByValue, wanted: readonly number[], random: Random): Folds {
  const groups = Uint32Array.from(lengths.keys());
  shuffle(groups, random);
  // Sorting keeps the order of groups that are of one size.
  groups.sort((one, other) => (lengths[other] as number) - (lengths[one] as number));
  const sizes: number[] = wanted.map(() => 0);
  const partOf = new Uint32Array(lengths.length);
  let empty = wanted.length;
  for (const [placed, group] of groups.entries()) {
    const part = neediest(sizes, wanted, groups.length - placed <= empty);
    if (sizes[part] === 0) empty--;
    partOf[group] = part;
    sizes[part] = (sizes[part] as number) + (lengths[group] as number);
  }
  return { order: listed(inParts(numbers, partOf, sizes)), sizes };
}

/** The part, or the empty one, that lacks most. */
function neediest(sizes: readonly number[], wanted: readonly number[], onlyEmpty: boolean): number {
  let found = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (const [part, size] of sizes.entries()) {
    const lacking = (wanted[part] as number) - size;
    if (lacking <= most || (onlyEmpty && size > 0)) continue;
    found = part;
    most = lacking;
  }
  return found;
}

/** All indices, part after part, those of a part in the order of the whole. */
function inParts(groups: Uint32Array, partOf: Uint32Array, sizes: readonly number[]) {
  const next = startsOf(sizes);
  const all = numberList(groups.length, groups.length);
  for (let index = 0; index < groups.length; index++) {
    const part = partOf[groups[index] as number] as number;
    all[next[part] as number] = index;
    next[part] = (next[part] as number) + 1;
  }
  return all;
}
