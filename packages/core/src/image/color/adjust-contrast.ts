import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { factor } from "../options.ts";

/**
 * Blends with the mean of grey by a fixed `factor`: 0 is flat grey, 1 changes nothing. Images of 5 and more bands, which
 * torchvision refuses, turn about the mean of all their levels. Alpha stays. Takes 8 and 16 bits. Numerics of torchvision's
 * `adjust_contrast`.
 */
export const adjustContrast = defineImageTransform({
  name: "adjustContrast",
  summary: "Blends with the mean of grey by a fixed factor.",
  options: z.strictObject({ factor }),
  positional: "factor",
  changes: ["brightness"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "color",
    operations: [{ operation: "contrast", factor: options.factor }],
  }),
});
