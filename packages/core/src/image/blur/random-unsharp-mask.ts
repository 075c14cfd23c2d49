import { drawFrom, rangeOf } from "../ranges.ts";
import { withDrawnOptions } from "../with-drawn-options.ts";
import { drawOdd, oddSizes } from "./sizes.ts";
import { alpha, sigma, threshold, unsharpMask } from "./unsharp-mask.ts";

/**
 * Sharpens, as `unsharpMask`, with probability `p` (default 0.5), with an odd `kernelSize` (3 to 99, default [3, 7]), a
 * `sigma` (at least 0, default 0) and an `alpha` (0 to 1, default [0.2, 0.5]), each one value or [least, most] to draw evenly
 * from, and a `threshold` (0 to 255, default 10; Albumentations' UnsharpMask). Draws `{ kernelSize, sigma, alpha }`, or
 * null. A lower intensity makes it rarer.
 */
export const randomUnsharpMask = withDrawnOptions(unsharpMask, {
  name: "randomUnsharpMask",
  summary: "Sharpens by the difference from the blurred picture, by a random amount.",
  options: {
    kernelSize: oddSizes(3, 99, [3, 7]),
    sigma: rangeOf(sigma)
      .default(0)
      .describe("a number of pixels from 0 to 50, 0 being that of the size, or [least, most]"),
    alpha: rangeOf(alpha).default([0.2, 0.5]).describe("a number between 0 and 1, or [least, most]"),
    threshold,
  },
  draw: (random, options) => ({
    kernelSize: drawOdd(random, options.kernelSize),
    sigma: drawFrom(random, options.sigma),
    alpha: drawFrom(random, options.alpha),
  }),
});
