import { drawFrom, rangeOf } from "../ranges.ts";
import { withDrawnOptions } from "../with-drawn-options.ts";
import { downscale, filters, scaleFactor } from "./downscale.ts";

/**
 * Shrinks the picture to a part of its sides drawn evenly from `scale` (above 0, at most 1; one number or [least, most],
 * default [0.25, 0.25]) and brings it back, as `downscale`, with probability `p` (default 0.5; Albumentations' Downscale).
 * Draws `{ scale }`, or null. A lower intensity makes it rarer.
 */
export const randomDownscale = withDrawnOptions(downscale, {
  name: "randomDownscale",
  summary: "Shrinks the picture by a random factor and brings it back.",
  options: {
    scale: rangeOf(scaleFactor).default([0.25, 0.25]).describe("a number above 0 and at most 1, or [least, most]"),
    ...filters,
  },
  positional: "scale",
  draw: (random, { scale }) => ({ scale: drawFrom(random, scale) }),
});
