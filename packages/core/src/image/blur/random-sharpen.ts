import { drawFrom, rangeOf } from "../ranges.ts";
import { withDrawnOptions } from "../with-drawn-options.ts";
import { alpha, lightness, sharpen } from "./sharpen.ts";

/**
 * Sharpens, as `sharpen`, with probability `p` (default 0.5), with an `alpha` (0 to 1, default [0.2, 0.5]) and a `lightness`
 * (at least 0, default [0.5, 1]), each one value or [least, most] to draw evenly from (Albumentations' Sharpen, by its
 * kernel). Draws `{ alpha, lightness }`, or null. A lower intensity makes it rarer.
 */
export const randomSharpen = withDrawnOptions(sharpen, {
  name: "randomSharpen",
  summary: "Sharpens by a random amount.",
  options: {
    alpha: rangeOf(alpha).default([0.2, 0.5]).describe("a number between 0 and 1, or [least, most]"),
    lightness: rangeOf(lightness).default([0.5, 1]).describe("a number of at least 0, or [least, most]"),
  },
  draw: (random, options) => ({
    alpha: drawFrom(random, options.alpha),
    lightness: drawFrom(random, options.lightness),
  }),
});
