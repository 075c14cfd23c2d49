import { z } from "zod";
import { canvasOf } from "../../outline.ts";
import type { Random } from "../../random/random.ts";
import { defineImageTransform } from "../define.ts";
import { occlude } from "../engine/occlusion.ts";
import { probability } from "../options.ts";
import { drawWhole } from "../ranges.ts";
import {
  type Covering,
  covered,
  drawCovering,
  fill,
  fillMask,
  type Hole,
  rectanglesOf,
  requireFill,
} from "./covering.ts";

const count = z.number().int().min(1);
const share = z.number().min(0).lt(1);
const pixels = z.number().int().min(1);

const size = z
  .union([z.tuple([share, share]), z.tuple([pixels, pixels])])
  .refine(([low, high]) => low <= high)
  .default([0.1, 0.2])
  .describe("[least, most] shares of the side, from 0 to below 1, or whole pixels from 1, least first");

/**
 * Covers some rectangles (Albumentations' CoarseDropout; with one square hole it is Cutout), with probability `p` (default
 * 0.5). Their number is drawn from `numHolesRange` (from 1, default [1, 2]), heights and widths evenly from
 * `holeHeightRange` and `holeWidthRange` (shares of the side below 1, cut to whole pixels, or whole pixels; default
 * [0.1, 0.2]), places evenly where they lie within the picture. `fill` (default 0) is a number for all channels or one each,
 * in the unit that pixels have where it stands; "random" (every level evenly on whole numbers, standard normal on floats)
 * or "randomUniform" (one color for each hole, even over all levels, 0 to 1 on floats).
 *
 * Boxes lose as much of their visibility as was covered of them, and are dropped below their `minVisibility`; points that
 * were covered count as hidden. Masks stay, or get the number `fillMask` (0 to 65535, default none) in all holes. Takes all
 * types and numbers of channels. Draws `{ holes }`, each as [x, y, width, height], with `seed` or `colors` for random
 * fillings, or null.
 *
 * @throws RangeError when `fill` does not fit an image's channels or type, or `fillMask` a mask's type.
 */
export const coarseDropout = defineImageTransform({
  name: "coarseDropout",
  summary: "Covers some rectangles.",
  options: z.strictObject({
    numHolesRange: z
      .tuple([count, count])
      .refine(([low, high]) => low <= high)
      .default([1, 2])
      .describe("[least, most] whole numbers from 1, least first"),
    holeHeightRange: size,
    holeWidthRange: size,
    fill,
    fillMask,
    p: probability(0.5),
  }),
  changes: ["detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (
    random,
    outline,
    { numHolesRange, holeHeightRange, holeWidthRange, fill, fillMask: number, p },
  ): Covering | null => {
    requireFill(outline, fill, number);
    if (!random.chance(p)) return null;
    const { width, height } = canvasOf(outline);
    const holes = Array.from({ length: drawWhole(random, numHolesRange) }, (): Hole => {
      const h = drawLength(random, holeHeightRange, height);
      const w = drawLength(random, holeWidthRange, width);
      return [random.integer(width - w + 1), random.integer(height - h + 1), w, h];
    });
    return drawCovering(random, outline, holes, fill);
  },
  edit: (outline, drawn) => (drawn === null ? outline : occlude(outline, rectanglesOf(drawn.holes))),
  effect: (drawn, { fill, fillMask: number }) => (drawn === null ? undefined : covered(drawn, fill, number)),
});

/** Numbers below 1 are shares of the side. */
function drawLength(random: Random, [low, high]: readonly [number, number], side: number): number {
  if (high < 1) return Math.trunc(side * random.uniform(low, high));
  return Math.min(side, drawWhole(random, [low, high]));
}
