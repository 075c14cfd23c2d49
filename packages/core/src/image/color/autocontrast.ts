import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { compat } from "./compat.ts";

/**
 * Stretches each colour channel so that its least level becomes 0 and its greatest 255, or 254 for the few ranges for
 * which arithmetic in f32 falls short of it. A channel of one level stays, and so does alpha. Takes 8 bits and 16, whose
 * greatest level is 65535, and any number of channels. Bytes of torchvision's `autocontrast`.
 *
 * `compat` (default "torchvision") says whose bytes come out. "pillow", `ImageOps.autocontrast`, which torchvision runs on
 * PIL images, computes in f64; of most ranges some levels come out one lower or higher. It takes 8 bits alone.
 */
export const autocontrast = defineImageTransform({
  name: "autocontrast",
  summary: "Stretches each channel to the whole range of levels.",
  options: z.strictObject({ compat: compat("pillow") }),
  changes: ["color", "brightness"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "color",
    operations: [{ operation: "autocontrast", compat: options.compat }],
  }),
});
