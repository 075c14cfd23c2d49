import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawnStainsOption, type Preset, presetNames, staining, stainsOf } from "./stains.ts";

const factor = z.number().min(0).max(10);
const shift = z.number().min(-1).max(1);

/**
 * Changes at random how much there is of hematoxylin and eosin in a histological picture, with probability `p` (default
 * 0.5), as `adjustStain`: the concentration of each is multiplied by a number drawn evenly from `intensityScaleRange`
 * (default [0.7, 1.3]), and one drawn evenly from `intensityShiftRange` (default [-0.2, 0.2]) is added. `stains` says what
 * color they have: `"random"` (default) draws one of eight presets, a preset's name or densities are always those.
 * `augmentBackground` (default false) changes what is bright as well. Alpha stays. Albumentations' HEStain, of which the
 * methods that estimate stains from the picture are left out: a draw sees no pixels. Draws
 * `{ preset, scale: [h, e], shift: [h, e] }` or null. A lower intensity makes it rarer.
 *
 * @throws RangeError for images of other than 3 or 4 channels.
 */
export const stainJitter = defineImageTransform({
  name: "stainJitter",
  summary: "Changes how much there is of two stains at random, with a probability.",
  options: z.strictObject({
    p: probability(0.5),
    stains: drawnStainsOption,
    intensityScaleRange: z
      .tuple([factor, factor])
      .refine(([low, high]) => low <= high)
      .default([0.7, 1.3])
      .describe("[least, most] factor between 0 and 10, least first"),
    intensityShiftRange: z
      .tuple([shift, shift])
      .refine(([low, high]) => low <= high)
      .default([-0.2, 0.2])
      .describe("[least, most] density between -1 and 1, least first"),
    augmentBackground: z.boolean().default(false).describe("true: the background too; false: tissue alone"),
  }),
  changes: ({ p }) => (p === 0 ? [] : ["color", "brightness"]),
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, { p, stains, intensityScaleRange, intensityShiftRange }) => {
    if (!random.chance(p)) return null;
    const drawn = presetNames[random.integer(presetNames.length)] as Preset;
    const two = (range: readonly [number, number]): [number, number] => [
      random.uniform(...range),
      random.uniform(...range),
    ];
    const scale = two(intensityScaleRange);
    return { preset: stains === "random" ? drawn : null, scale, shift: two(intensityShiftRange) };
  },
  effect: (drawn, { stains, augmentBackground }) => {
    if (drawn === null) return undefined;
    const { preset, scale, shift: added } = drawn;
    const given = stains === "random" ? (preset ?? "standard") : stains;
    return staining({ stains: stainsOf(given), scale, shift: added, augmentBackground });
  },
});
