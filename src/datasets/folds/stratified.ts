import type { Random } from "@millrace/core";
import { listed } from "../part.ts";
import { type Strata, shuffle } from "../strata.ts";
import { equalSizes, type Folds, startsOf } from "./folds.ts";

/**
 * Folds of which each has its share of every stratum: the strata are dealt out like cards, one to each fold in turn and
 * from stratum to stratum without a break. So no fold has more than one sample more than another, of a stratum or in
 * all. Chance decides which stratum follows which, or rare values would always go to the same folds.
 */
export function stratifiedFolds({ index, lengths }: Strata, folds: number, random: Random): Folds {
  const sizes = equalSizes(index.length, folds);
  const strata = startsOf(lengths);
  const order = Uint32Array.from(lengths.keys());
  shuffle(order, random);
  const next = startsOf(sizes);
  const all = index.slice();
  let dealt = 0;
  for (const stratum of order) {
    const start = strata[stratum] as number;
    const end = start + (lengths[stratum] as number);
    for (let card = start; card < end; card++) {
      const fold = dealt++ % folds;
      all[next[fold] as number] = index[card] as number;
      next[fold] = (next[fold] as number) + 1;
    }
  }
  for (const [fold, start] of startsOf(sizes).entries()) all.subarray(start, start + (sizes[fold] as number)).sort();
  return { order: listed(all), sizes };
}
