import { z } from "zod";
import { convolve } from "../../kernels/pixel/convolve.ts";
import { sharpening } from "../../kernels/pixel/surroundings.ts";
import { defineImageTransform } from "../define.ts";

export const alpha = z.number().min(0).max(1);
export const lightness = z.number().min(0);
/**
 * Sharpens with a kernel of three by three (Albumentations' Sharpen): `alpha` (0 to 1) mixes the picture with its
 * difference from its neighbours, to which `lightness` (at least 0, default 1) times the picture is added; at 1 flat areas
 * stay, below they darken. Rounded half to even, mirrored at the edges. Takes bytes of any number of channels; alpha, the
 * last of 2 or 4, stays. Draws nothing.
 */
export const sharpen = defineImageTransform({
  name: "sharpen",
  summary: "Sharpens with a kernel of three by three.",
  options: z.strictObject({
    alpha: alpha.describe("a number between 0 and 1"),
    lightness: lightness.default(1).describe("a number of at least 0"),
  }),
  positional: "alpha",
  changes: ["detail", "brightness"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "pixel",
    readsOnly: true,
    run: (memory, source) =>
      convolve(memory, source, sharpening(options.alpha, options.lightness), { keepAlpha: true }),
  }),
});
