import { augMixBins } from "./aug-mix.ts";
import { augMixPartialSpace, augMixSpace } from "./aug-mix-space.ts";
import { autoBins } from "./auto-augment.ts";
import { autoSpace, randSpace } from "./rand-space.ts";
import { subPolicies } from "./sub-policies.ts";
import { timmPairs } from "./timm-pairs.ts";
import { timmSets } from "./timm-sets.ts";
import { fullLevel, timmTable } from "./timm-table.ts";
import { wideSpace } from "./wide-space.ts";

/**
 * What automatic policies choose from, as plain JSON: the operations of each with their ranges, in even steps from the first
 * bin to the last, with a sign where `signed` says so; the pairs of `autoAugment`; and timm's, whose ranges are from level 0
 * to level `fullLevel`. It is what they draw from themselves.
 *
 * Units: `slope` (pixels per pixel), `degrees`, `factor` (added to 1), `pixels`, `width` and `height` (shares of the canvas),
 * `bits` (that stay), `level` (from which on is inverted), `added` (levels), `radius` (pixels).
 */
export const policyTables = {
  autoAugment: { bins: autoBins, operations: autoSpace, subPolicies },
  randAugment: { operations: randSpace },
  trivialAugmentWide: { operations: wideSpace },
  augMix: { bins: augMixBins, operations: augMixSpace, operationsWithoutAll: augMixPartialSpace },
  timmPolicy: { fullLevel, operations: timmTable, sets: timmSets, pairs: timmPairs },
} as const;
