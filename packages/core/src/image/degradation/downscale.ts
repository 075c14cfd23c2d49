import { z } from "zod";
import { type Downscale, downscale as shrinkAndGrow } from "../../kernels/pixel/downscale.ts";
import { defineImageTransform } from "../define.ts";
import type { ImageEffect } from "../effect.ts";
import { interpolation } from "../options.ts";

/** By what sides are multiplied. */
export const scaleFactor = z.number().gt(0).max(1).describe("a number above 0 and at most 1");

/** How the picture shrinks and grows. */
export const filters = {
  down: interpolation("nearest"),
  up: interpolation("nearest"),
};

/** Pixels that only move may be of any type. */
export function downscaled(options: Downscale): ImageEffect {
  const moves = options.down === "nearest" && options.up === "nearest";
  return {
    family: "pixel",
    readsOnly: true,
    accepts: { types: moves ? ["uint8", "uint16", "float32"] : ["uint8"] },
    run: (memory, source) => shrinkAndGrow(memory, source, options),
  };
}

/**
 * Shrinks the picture to `scale` of its sides (above 0, at most 1) and brings it back to its size: blocks of pixels.
 * `down` and `up` say how, "nearest" (default), "bilinear", "bicubic" or "area"; shrinking is antialiased but for "nearest".
 * Albumentations' Downscale, to the byte with its defaults; masks, boxes and points stay. Draws nothing. With "nearest"
 * both ways it takes any type of pixels, else bytes.
 */
export const downscale = defineImageTransform({
  name: "downscale",
  summary: "Shrinks the picture and brings it back to its size.",
  options: z.strictObject({ scale: scaleFactor, ...filters }),
  positional: "scale",
  changes: ["detail"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => downscaled(options),
});
