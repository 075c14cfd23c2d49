import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { compat } from "./compat.ts";

/**
 * Turns all hues by a fixed share of the colour circle, −0.5 to 0.5: 0 changes nothing. Numerics of torchvision's
 * `adjust_hue` on bytes.
 *
 * `compat` (default "torchvision") says whose bytes come out. "pillow", which torchvision runs on PIL images, goes through
 * HSV of bytes: the circle has 255 hues, a turn is a whole number of them, and colors come back only near to what they
 * were. "opencv", Albumentations' ColorJitter, has 180 hues; it is kept within one level, because the way back is rounded
 * where OpenCV's vector code cuts. A factor of 0 changes nothing even there.
 */
export const adjustHue = defineImageTransform({
  name: "adjustHue",
  summary: "Turns all hues by a fixed share of the circle.",
  options: z.strictObject({
    factor: z.number().min(-0.5).max(0.5).describe("a number between -0.5 and 0.5"),
    compat: compat("pillow", "opencv"),
  }),
  positional: "factor",
  changes: ["color"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "color",
    operations: [{ operation: "hue", factor: options.factor, compat: options.compat }],
  }),
});
