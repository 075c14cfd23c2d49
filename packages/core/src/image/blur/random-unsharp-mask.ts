import { z } from "zod";
import { unsharpMask as sharpen } from "../../kernels/pixel/unsharp.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, rangeOf } from "../ranges.ts";
import { drawOdd, oddSizes } from "./sizes.ts";
import { alpha, sigma, threshold } from "./unsharp-mask.ts";

/**
 * Sharpens, as `unsharpMask`, with probability `p` (default 0.5), with an odd `kernelSize` (3 to 99, default [3, 7]), a
 * `sigma` (at least 0, default 0) and an `alpha` (0 to 1, default [0.2, 0.5]), each one value or [least, most] to draw evenly
 * from, and a `threshold` (0 to 255, default 10; Albumentations' UnsharpMask). Draws `{ size, sigma, alpha }`, or null. A
 * lower intensity makes it rarer.
 */
export const randomUnsharpMask = defineImageTransform({
  name: "randomUnsharpMask",
  summary: "Sharpens by the difference from the blurred picture, by a random amount.",
  options: z.strictObject({
    kernelSize: oddSizes(3, 99, [3, 7]),
    sigma: rangeOf(sigma)
      .default(0)
      .describe("a number of pixels from 0 to 50, 0 being that of the size, or [least, most]"),
    alpha: rangeOf(alpha).default([0.2, 0.5]).describe("a number between 0 and 1, or [least, most]"),
    threshold,
    p: probability(0.5),
  }),
  changes: ["detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, options) =>
    random.chance(options.p)
      ? {
          size: drawOdd(random, options.kernelSize),
          sigma: drawFrom(random, options.sigma),
          alpha: drawFrom(random, options.alpha),
        }
      : null,
  effect: (drawn, { threshold }) =>
    drawn === null
      ? undefined
      : {
          family: "pixel",
          readsOnly: true,
          run: (memory, source) => sharpen(memory, source, { ...drawn, threshold }),
        },
});
