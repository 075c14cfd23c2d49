import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { factor } from "../options.ts";

/** Blends with the mean of grey by a fixed `factor`: 0 is flat grey, 1 changes nothing. Numerics of torchvision's `adjust_contrast` on bytes. */
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
