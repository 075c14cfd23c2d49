import { z } from "zod";
import { zoomBlur as blur, centralZoom } from "../../kernels/pixel/zoom.ts";
import { defineImageTransform } from "../define.ts";

export const factor = z.number().min(1).max(4);
export const step = z.number().min(0.005).max(1);

/** From 1 to below `most`. */
export function zoomFactors(most: number, step: number): number[] {
  return Array.from({ length: Math.max(0, Math.ceil((most - 1) / step)) }, (_, index) => 1 + index * step);
}
/**
 * The mean of the picture and of its middle at zoom factors from 1 to below `maxFactor` (above 1, at most 4) in steps of
 * `stepFactor` (0.005 to 1, default 0.02), as a lens that zooms during the exposure (Albumentations' ZoomBlur). Each factor
 * costs as much as a resize. Takes bytes of any number of channels, alpha being blurred like the others. Draws nothing.
 */
export const zoomBlur = defineImageTransform({
  name: "zoomBlur",
  summary: "Blurs as a lens that zooms during the exposure.",
  options: z.strictObject({
    maxFactor: factor.describe("a number between 1 and 4"),
    stepFactor: step.default(0.02).describe("a number between 0.005 and 1"),
  }),
  positional: "maxFactor",
  changes: ["detail"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "pixel",
    readsOnly: true,
    run: (memory, source) => {
      const factors = zoomFactors(options.maxFactor, options.stepFactor);
      return blur(memory, source, { factors, axis: centralZoom, cut: false });
    },
  }),
});
