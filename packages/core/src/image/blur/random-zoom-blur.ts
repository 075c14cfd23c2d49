import { z } from "zod";
import { zoomBlur as blur, centralZoom } from "../../kernels/pixel/zoom.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, rangeOf } from "../ranges.ts";
import { factor, step, zoomFactors } from "./zoom-blur.ts";

/**
 * Zooms during the exposure, as `zoomBlur`, with probability `p` (default 0.5), with a `maxFactor` (1 to 4, default
 * [1, 1.31]; at least one step above 1) and a `stepFactor` (0.005 to 1, default [0.01, 0.03]), each one value or
 * [least, most] to draw evenly from (Albumentations' ZoomBlur). Draws `{ maxFactor, stepFactor }`, or null. A lower intensity
 * makes it rarer.
 */
export const randomZoomBlur = defineImageTransform({
  name: "randomZoomBlur",
  summary: "Blurs as a lens that zooms during the exposure, by a random factor.",
  options: z.strictObject({
    maxFactor: rangeOf(factor).default([1, 1.31]).describe("a number between 1 and 4, or [least, most]"),
    stepFactor: rangeOf(step).default([0.01, 0.03]).describe("a number between 0.005 and 1, or [least, most]"),
    p: probability(0.5),
  }),
  changes: ["detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, options) =>
    random.chance(options.p)
      ? { maxFactor: drawFrom(random, options.maxFactor), stepFactor: drawFrom(random, options.stepFactor) }
      : null,
  effect: (drawn) =>
    drawn === null
      ? undefined
      : {
          family: "pixel",
          readsOnly: true,
          run: (memory, source) => {
            const factors = zoomFactors(Math.max(1 + drawn.stepFactor, drawn.maxFactor), drawn.stepFactor);
            return blur(memory, source, { factors, axis: centralZoom, cut: false });
          },
        },
});
