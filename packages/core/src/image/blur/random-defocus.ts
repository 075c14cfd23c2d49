import { drawFrom, drawWhole, rangeOf } from "../ranges.ts";
import { withDrawnOptions } from "../with-drawn-options.ts";
import { aliasBlur, defocus, radius } from "./defocus.ts";

/**
 * Blurs over a disk, as `defocus`, with probability `p` (default 0.5), with a whole `radius` (1 to 40, default [3, 10]) and
 * an `aliasBlur` (above 0, default [0.1, 0.5]), each one value or [least, most] to draw evenly from (Albumentations'
 * Defocus). Draws `{ radius, aliasBlur }`, or null. A lower intensity makes it rarer.
 */
export const randomDefocus = withDrawnOptions(defocus, {
  name: "randomDefocus",
  summary: "Blurs as a lens out of focus, by a random radius.",
  options: {
    radius: rangeOf(radius).default([3, 10]).describe("a whole number of pixels between 1 and 40, or [least, most]"),
    aliasBlur: rangeOf(aliasBlur).default([0.1, 0.5]).describe("a number of pixels above 0, or [least, most]"),
  },
  draw: (random, options) => ({
    radius: drawWhole(random, options.radius),
    aliasBlur: drawFrom(random, options.aliasBlur),
  }),
});
