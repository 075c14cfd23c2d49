import { z } from "zod";
import { snow } from "../../kernels/pixel/weather.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, rangeOf, towards } from "../ranges.ts";
import { drawSeed } from "../seed.ts";

const amount = z.number().min(0).max(1);
const slant = z.number().min(-60).max(60);

/**
 * Lets snow fall (the idea of Albumentations' RandomSnow, drawn otherwise), with probability `p` (default 0.5): light
 * surfaces whiten, and flakes of three depths fall. `snowPointRange` (0 to 1; one number or [least, most], default
 * [0.1, 0.3]) is how much of it there is; flakes fall `slantRange` degrees off straight down (−60 to 60, default
 * [-20, 20]). Flakes are as large as the picture says. Takes bytes of 1 to 4 channels; alpha stays. Draws
 * `{ amount, slant, seed }`, or null. A lower intensity makes it less and rarer.
 */
export const randomSnow = defineImageTransform({
  name: "randomSnow",
  summary: "Lets snow fall.",
  options: z.strictObject({
    snowPointRange: rangeOf(amount).default([0.1, 0.3]).describe("a number between 0 and 1, or [least, most]"),
    slantRange: rangeOf(slant).default([-20, 20]).describe("a number of degrees between -60 and 60, or [least, most]"),
    p: probability(0.5),
  }),
  changes: ["brightness", "texture", "detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({
    ...options,
    snowPointRange: towards(0, options.snowPointRange, intensity),
    p: options.p * intensity,
  }),
  kinds: ["image"],
  draw: (random, _outline, { snowPointRange, slantRange, p }) =>
    random.chance(p)
      ? { amount: drawFrom(random, snowPointRange), slant: drawFrom(random, slantRange), seed: drawSeed(random) }
      : null,
  effect: (drawn) =>
    drawn === null
      ? undefined
      : {
          family: "pixel",
          accepts: { channels: [1, 2, 3, 4] },
          run: (memory, source) => snow(memory, source, drawn, drawn.seed),
        },
});
