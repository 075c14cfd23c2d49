import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { factor } from "../options.ts";
import { compat } from "./compat.ts";

/**
 * Blends with the mean of grey by a fixed `factor`: 0 is flat grey, 1 changes nothing. Images of 5 and more bands, which
 * torchvision refuses, turn about the mean of all their levels. Alpha stays. Takes 8 and 16 bits. Numerics of torchvision's
 * `adjust_contrast`.
 *
 * `compat` (default "torchvision") says whose bytes come out. "pillow", ImageEnhance.Contrast, which torchvision runs on
 * PIL images, turns about the mean of its own gray, rounded; "opencv" is Albumentations' ColorJitter, about the mean of
 * OpenCV's gray. Where the means round apart, levels do too. Both take 8 bits alone.
 */
export const adjustContrast = defineImageTransform({
  name: "adjustContrast",
  summary: "Blends with the mean of grey by a fixed factor.",
  options: z.strictObject({ factor, compat: compat("pillow", "opencv") }),
  positional: "factor",
  changes: ["brightness"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "color",
    operations: [{ operation: "contrast", factor: options.factor, compat: options.compat }],
  }),
});
