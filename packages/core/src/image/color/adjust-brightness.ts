import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { factor } from "../options.ts";

/**
 * Multiplies all channels by a fixed `factor`: 0 is black, 1 changes nothing. Alpha stays. Takes 8 and 16 bits and any
 * number of channels. Numerics of torchvision's `adjust_brightness`.
 */
export const adjustBrightness = defineImageTransform({
  name: "adjustBrightness",
  summary: "Multiplies all channels by a fixed factor.",
  options: z.strictObject({ factor }),
  positional: "factor",
  changes: ["brightness"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "color",
    operations: [{ operation: "brightness", factor: options.factor }],
  }),
});
