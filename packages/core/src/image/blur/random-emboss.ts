import { drawFrom, rangeOf } from "../ranges.ts";
import { withDrawnOptions } from "../with-drawn-options.ts";
import { alpha, emboss, strength } from "./emboss.ts";

/**
 * Lights edges, as `emboss`, with probability `p` (default 0.5), with an `alpha` (0 to 1, default [0.2, 0.5]) and a
 * `strength` (at least 0, default [0.2, 0.7]), each one value or [least, most] to draw evenly from (Albumentations' Emboss).
 * Draws `{ alpha, strength }`, or null. A lower intensity makes it rarer.
 */
export const randomEmboss = withDrawnOptions(emboss, {
  name: "randomEmboss",
  summary: "Lights edges from the upper left by a random amount.",
  options: {
    alpha: rangeOf(alpha).default([0.2, 0.5]).describe("a number between 0 and 1, or [least, most]"),
    strength: rangeOf(strength).default([0.2, 0.7]).describe("a number of at least 0, or [least, most]"),
  },
  draw: (random, options) => ({
    alpha: drawFrom(random, options.alpha),
    strength: drawFrom(random, options.strength),
  }),
});
