import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { interpolation } from "../options.ts";
import { scaledSize } from "./scaled-size.ts";

/**
 * Resizes so that the longer side has `size` pixels, with the aspect kept; the other side is rounded to whole pixels
 * (Albumentations' LongestMaxSize).
 */
export const longestMaxSize = defineImageTransform({
  name: "longestMaxSize",
  summary: "Resizes the longer side, with the aspect kept.",
  options: z.strictObject({
    size: z.number().int().min(1).describe("a whole number of pixels from 1"),
    interpolation: interpolation("bilinear"),
    antialias: z.boolean().default(true).describe("true or false"),
  }),
  positional: "size",
  changes: ["scale"],
  canvas: () => "varies",
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: () => null,
  effect: (_draw, { size, interpolation: filter, antialias }) => ({
    family: "geometry",
    steps: (canvas) => [
      {
        step: "resize",
        ...scaledSize(canvas, size / Math.max(canvas.width, canvas.height)),
        filter,
        antialias,
      },
    ],
  }),
});
