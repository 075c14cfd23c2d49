import { z } from "zod";
import { convolve } from "../../kernels/pixel/convolve.ts";
import { disk } from "../../kernels/pixel/surroundings.ts";
import { defineImageTransform } from "../define.ts";

export const radius = z.number().int().min(1).max(40);
export const aliasBlur = z.number().min(0.01).max(10);
/**
 * Blurs over a disk of `radius` pixels (whole, 1 to 40), as a lens out of focus; `aliasBlur` (above 0, default 0.3) is the
 * standard deviation that smooths its rim, in pixels (Hendrycks and Dietterich 2019, Albumentations' Defocus). Beyond the
 * edges the picture is mirrored without them. Takes bytes of any number of channels, alpha being blurred like the others.
 * Draws nothing.
 */
export const defocus = defineImageTransform({
  name: "defocus",
  summary: "Blurs as a lens out of focus.",
  options: z.strictObject({
    radius: radius.describe("a whole number of pixels between 1 and 40"),
    aliasBlur: aliasBlur.default(0.3).describe("a number of pixels above 0"),
  }),
  positional: "radius",
  changes: ["detail"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "pixel",
    readsOnly: true,
    run: (memory, source) => convolve(memory, source, disk(options.radius, options.aliasBlur), { keepAlpha: false }),
  }),
});
