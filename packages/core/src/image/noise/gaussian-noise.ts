import { z } from "zod";
import { addGaussianNoise } from "../../kernels/pixel/noise.ts";
import { defineImageTransform } from "../define.ts";
import { drawFrom, rangeOf, towards } from "../ranges.ts";
import { drawSeed } from "../seed.ts";

const deviation = z.number().min(0);

/**
 * Adds normal noise to every element: `mean` (default 0) and the standard deviation `sigma` (default 0.1; one number, or
 * [least, most] to draw evenly from) in shares of full brightness, 255 on bytes. torchvision's GaussianNoise: on whole
 * numbers what is added is cut to a whole number, and sums are kept within the type. On floats `clip` (default true) keeps
 * them within 0 and 1; behind `normalize`, where pixels mean something else, set it to false. Takes all types and
 * numbers of channels; alpha stays. Draws `{ sigma, seed }`; the numbers of all elements follow from the seed.
 */
export const gaussianNoise = defineImageTransform({
  name: "gaussianNoise",
  summary: "Adds normal noise to every element.",
  options: z.strictObject({
    mean: z.number().min(-1).max(1).default(0).describe("a number between -1 and 1, in shares of full brightness"),
    sigma: rangeOf(deviation)
      .default(0.1)
      .describe("a number of at least 0, in shares of full brightness, or [least, most]"),
    clip: z.boolean().default(true).describe("true or false"),
  }),
  changes: ["texture", "detail"],
  evaluation: "nothing",
  intensity: ({ mean, sigma, clip }, intensity) => ({
    mean: mean * intensity,
    sigma: towards(0, sigma, intensity),
    clip,
  }),
  kinds: ["image"],
  draw: (random, _outline, { sigma }) => ({ sigma: drawFrom(random, sigma), seed: drawSeed(random) }),
  effect: ({ sigma, seed }, { mean, clip }) => ({
    family: "pixel",
    accepts: { types: ["uint8", "uint16", "float32"] },
    run: (memory, source) => addGaussianNoise(memory, source, { mean, sigma, clip }, seed),
  }),
});
