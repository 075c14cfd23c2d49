import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { compat } from "./compat.ts";

/**
 * Spreads the levels of each colour channel as evenly as they can be. A channel that has fewer than 255 pixels below its
 * brightest level stays, and so does alpha. Of 16 bits, for which torchvision falls back to 8, the share of darker pixels
 * becomes the level, however few pixels there are. Bytes of torchvision's `equalize`, which are Pillow's.
 *
 * `compat` (default "torchvision") says whose bytes come out. "opencv", `equalizeHist` and so Albumentations' Equalize, takes
 * the share of all pixels up to a level but those of the darkest, rounded; small pictures change too. It takes 8 bits alone.
 */
export const equalize = defineImageTransform({
  name: "equalize",
  summary: "Spreads the levels of each channel evenly.",
  options: z.strictObject({ compat: compat("opencv") }),
  changes: ["color", "brightness"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({ family: "color", operations: [{ operation: "equalize", compat: options.compat }] }),
});
