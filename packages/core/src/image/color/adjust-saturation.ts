import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { factor } from "../options.ts";

/** Blends with grey by a fixed `factor`: 0 is grey, 1 changes nothing. Numerics of torchvision's `adjust_saturation` on bytes. */
export const adjustSaturation = defineImageTransform({
  name: "adjustSaturation",
  summary: "Blends with grey by a fixed factor.",
  options: z.strictObject({ factor }),
  positional: "factor",
  changes: ["color"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "color",
    operations: [{ operation: "saturation", factor: options.factor }],
  }),
});
