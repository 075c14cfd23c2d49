import { z } from "zod";
import { defineImageTransform } from "../define.ts";

/** Turns all hues by a fixed share of the colour circle, −0.5 to 0.5: 0 changes nothing. Numerics of torchvision's `adjust_hue` on bytes. */
export const adjustHue = defineImageTransform({
  name: "adjustHue",
  summary: "Turns all hues by a fixed share of the circle.",
  options: z.strictObject({ factor: z.number().min(-0.5).max(0.5).describe("a number between -0.5 and 0.5") }),
  positional: "factor",
  changes: ["color"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, { factor }) => ({ family: "color", operations: [{ operation: "hue", factor }] }),
});
