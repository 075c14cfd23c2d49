import { drawFrom, rangeOf } from "../ranges.ts";
import { withDrawnOptions } from "../with-drawn-options.ts";
import { factor, step, zoomBlur } from "./zoom-blur.ts";

/**
 * Zooms during the exposure, as `zoomBlur`, with probability `p` (default 0.5), with a `maxFactor` (1 to 4, default
 * [1, 1.31]; at least one step above 1) and a `stepFactor` (0.005 to 1, default [0.01, 0.03]), each one value or
 * [least, most] to draw evenly from (Albumentations' ZoomBlur). Draws `{ maxFactor, stepFactor }`, or null. A lower intensity
 * makes it rarer.
 */
export const randomZoomBlur = withDrawnOptions(zoomBlur, {
  name: "randomZoomBlur",
  summary: "Blurs as a lens that zooms during the exposure, by a random factor.",
  options: {
    maxFactor: rangeOf(factor).default([1, 1.31]).describe("a number between 1 and 4, or [least, most]"),
    stepFactor: rangeOf(step).default([0.01, 0.03]).describe("a number between 0.005 and 1, or [least, most]"),
  },
  draw: (random, options) => {
    const maxFactor = drawFrom(random, options.maxFactor);
    const stepFactor = drawFrom(random, options.stepFactor);
    return { maxFactor: Math.max(1 + stepFactor, maxFactor), stepFactor };
  },
});
