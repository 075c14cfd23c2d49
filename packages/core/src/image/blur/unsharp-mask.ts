import { z } from "zod";
import { unsharpMask as sharpen } from "../../kernels/pixel/unsharp.ts";
import { defineImageTransform } from "../define.ts";
import { oddSize, oddSizeText } from "./sizes.ts";

export const sigma = z.number().min(0).max(50);
export const alpha = z.number().min(0).max(1);
export const threshold = z.number().min(0).max(255).default(10).describe("a number between 0 and 255");

/**
 * Sharpens by the difference from the blurred picture (Albumentations' UnsharpMask): `alpha` (0 to 1) of it is added where
 * it is larger than `threshold` (0 to 255 levels, default 10), softly about there. The blur is a Gaussian of `kernelSize`
 * (odd, 3 to 99 pixels) with the standard deviation `sigma` (pixels; default 0, which is
 * 0.15 · kernelSize + 0.35, for sizes up to 7 rounded as OpenCV does). Rounded
 * half to even. Takes bytes of any number of channels; alpha, the last of 2 or 4, stays. Draws nothing.
 */
export const unsharpMask = defineImageTransform({
  name: "unsharpMask",
  summary: "Sharpens by the difference from the blurred picture.",
  options: z.strictObject({
    kernelSize: oddSize(3, 99).describe(oddSizeText(3, 99)),
    sigma: sigma.default(0).describe("a number of pixels from 0 to 50, 0 being that of the size"),
    alpha: alpha.default(0.35).describe("a number between 0 and 1"),
    threshold,
  }),
  positional: "kernelSize",
  changes: ["detail"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "pixel",
    readsOnly: true,
    run: (memory, source) => {
      const { kernelSize: size, sigma, alpha, threshold } = options;
      return sharpen(memory, source, { size, sigma, alpha, threshold });
    },
  }),
});
