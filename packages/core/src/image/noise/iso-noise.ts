import { z } from "zod";
import { addSensorNoise } from "../../kernels/pixel/noise.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, rangeOf, towards } from "../ranges.ts";
import { drawSeed } from "../seed.ts";

const share = z.number().min(0).max(1);

/**
 * A camera's noise at a high sensitivity (Albumentations' ISONoise), with probability `p` (default 0.5). `intensity` (0 to
 * 1, default [0.1, 0.5]) makes grains: lightness moves towards white by a Poisson number, whose mean is the deviation of
 * the picture's lightness times 255 and the intensity, times the intensity / 255. Hues turn by normal numbers of the
 * deviation `colorShift` (shares of the circle, default [0.01, 0.05]) times the intensity. Takes bytes of 3 or 4 channels;
 * alpha stays. Draws `{ colorShift, intensity, seed }`, or null.
 *
 * Albumentations 2 left out the factors 255 and 360: its hues hardly turn, and its grains are few and white. The numbers
 * here are those of its documentation and of its versions before.
 */
export const isoNoise = defineImageTransform({
  name: "isoNoise",
  summary: "Adds a camera's noise at a high sensitivity.",
  options: z.strictObject({
    colorShift: rangeOf(share).default([0.01, 0.05]).describe("a number between 0 and 1, or [least, most]"),
    intensity: rangeOf(share).default([0.1, 0.5]).describe("a number between 0 and 1, or [least, most]"),
    p: probability(0.5),
  }),
  changes: ["texture", "detail", "color"],
  evaluation: "nothing",
  intensity: ({ colorShift, intensity, p }, x) => ({
    colorShift: towards(0, colorShift, x),
    intensity: towards(0, intensity, x),
    p: p * x,
  }),
  kinds: ["image"],
  draw: (random, _outline, { colorShift, intensity, p }) =>
    random.chance(p)
      ? { colorShift: drawFrom(random, colorShift), intensity: drawFrom(random, intensity), seed: drawSeed(random) }
      : null,
  effect: (drawn) => {
    if (drawn === null) return undefined;
    const { colorShift, intensity, seed } = drawn;
    return {
      family: "pixel",
      accepts: { channels: [3, 4] },
      run: (memory, source) => addSensorNoise(memory, source, { shift: 360 * colorShift * intensity, intensity }, seed),
    };
  },
});
