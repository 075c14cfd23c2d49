import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { compat } from "./compat.ts";

/**
 * Gives all colors the gray value of their pixel, 0.2989 red + 0.587 green + 0.114 blue, cut to a whole number. Bytes of
 * torchvision's `rgb_to_grayscale`. An image keeps its number of channels (`num_output_channels=3` of torchvision); for one
 * channel, decode as such: `imageFile(path, { channels: 1 })`. Images of 1 and 2 channels are grey and stay.
 *
 * `compat` (default "torchvision") says whose bytes come out. Those of "pillow", `convert("L")`, and of "opencv",
 * `COLOR_RGB2GRAY` and so Albumentations' ToGray, are rounded instead of cut and have weights whose sum is 1: white stays
 * white, where torchvision makes it 254. The two differ in one color of 770, by a level.
 */
export const grayscale = defineImageTransform({
  name: "grayscale",
  summary: "Turns colors to grey and keeps the number of channels.",
  options: z.strictObject({ compat: compat("pillow", "opencv") }),
  changes: ["color"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  // Saturation 0 is the gray value itself.
  effect: (_draw, options) => ({
    family: "color",
    operations: [{ operation: "saturation", factor: 0, compat: options.compat }],
  }),
});
