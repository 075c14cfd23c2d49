import { z } from "zod";
import type { Compat } from "../../kernels/color/compat.ts";
import { oneChannel, threeChannels } from "../../kernels/color/gray.ts";
import { defineImageTransform } from "../define.ts";
import type { ImageEffect } from "../effect.ts";
import { compat } from "./compat.ts";

/**
 * Gives all colors the gray value of their pixel, 0.2989 red + 0.587 green + 0.114 blue, cut to a whole number. Bytes of
 * torchvision's `rgb_to_grayscale`.
 *
 * `numOutputChannels` says how many channels come out. Left out, an image keeps those that it has, alpha too; images of 1
 * and 2 channels are grey and stay. With 1, an image of 3 channels becomes one of gray, with 3 an image of 1 channel becomes
 * three that are alike; torchvision's default is 1. Both take images of 1 or 3 channels, as torchvision does with tensors:
 * others are a RangeError, since alpha would be lost. What stands behind it has as many channels before it: `normalize` one
 * mean and one standard deviation, or a number for all. Where all files are to be grey and no color is needed on the way,
 * `imageFile(path, { channels: 1 })` decodes them so, which is faster.
 *
 * `compat` (default "torchvision") says whose bytes come out. Those of "pillow", `convert("L")`, and of "opencv",
 * `COLOR_RGB2GRAY` and so Albumentations' ToGray, are rounded instead of cut and have weights whose sum is 1: white stays
 * white, where torchvision makes it 254. The two differ in one color of 770, by a level.
 *
 * @throws TypeError for other than 8 bits, RangeError for more than 4 channels.
 */
export const grayscale = defineImageTransform({
  name: "grayscale",
  summary: "Turns colors to grey; keeps the number of channels, or makes 1 or 3.",
  options: z.strictObject({
    numOutputChannels: z
      .union([z.literal(1), z.literal(3)])
      .optional()
      .describe("1 or 3 channels; by default as many as the image has"),
    compat: compat("pillow", "opencv"),
  }),
  changes: ["color"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => {
    if (options.numOutputChannels === undefined) return grayColors(options.compat);
    return options.numOutputChannels === 1 ? toOne(options.compat) : [grayColors(options.compat), toThree];
  },
});

/** The channels that there are made gray: saturation 0 is the gray value itself. */
export function grayColors(whose: Compat): ImageEffect {
  return { family: "color", operations: [{ operation: "saturation", factor: 0, compat: whose }] };
}

const accepts = { channels: [1, 3] };

function toOne(whose: Compat): ImageEffect {
  return {
    family: "pixel",
    channels: () => 1,
    readsOnly: true,
    accepts,
    run: (memory, source) => oneChannel(memory, source, whose),
  };
}

const toThree: ImageEffect = { family: "pixel", channels: () => 3, readsOnly: true, accepts, run: threeChannels };
