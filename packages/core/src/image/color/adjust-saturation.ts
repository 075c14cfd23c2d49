import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { factor } from "../options.ts";
import { compat } from "./compat.ts";

/**
 * Blends with grey by a fixed `factor`: 0 is grey, 1 changes nothing. Numerics of torchvision's `adjust_saturation` on
 * bytes.
 *
 * `compat` (default "torchvision") says whose bytes come out. "pillow", ImageEnhance.Color, which torchvision runs on PIL
 * images, blends with its own gray and cuts; "opencv", Albumentations' ColorJitter, blends with OpenCV's gray and rounds, as
 * `addWeighted` does where the processor has fused multiply-adds. See `grayscale` for the grays.
 */
export const adjustSaturation = defineImageTransform({
  name: "adjustSaturation",
  summary: "Blends with grey by a fixed factor.",
  options: z.strictObject({ factor, compat: compat("pillow", "opencv") }),
  positional: "factor",
  changes: ["color"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "color",
    operations: [{ operation: "saturation", factor: options.factor, compat: options.compat }],
  }),
});
