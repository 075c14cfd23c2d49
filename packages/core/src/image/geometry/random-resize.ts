import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { interpolation } from "../options.ts";
import { resize, shorterEdge } from "./resize.ts";

const pixels = z.number().int().min(1);

/**
 * Resizes the shorter edge to a whole number of pixels drawn evenly from `minSize` to `maxSize`, with the aspect kept
 * (torchvision's RandomResize). Draws `{ size }`.
 */
export const randomResize = defineImageTransform({
  name: "randomResize",
  summary: "Resizes the shorter edge to a random size.",
  options: z.strictObject({
    minSize: pixels.describe("a whole number of pixels from 1"),
    maxSize: pixels.describe("a whole number of pixels from 1, not below minSize"),
    interpolation: interpolation("bilinear"),
    antialias: z.boolean().default(true).describe("true or false"),
  }),
  changes: ["scale"],
  canvas: () => "varies",
  evaluation: ({ minSize, maxSize, ...options }) => resize(Math.round((minSize + maxSize) / 2), options),
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: (random, _outline, { minSize, maxSize }) => {
    if (maxSize < minSize) throw new RangeError(`maxSize is ${maxSize}, below minSize, ${minSize}`);
    return { size: minSize + random.integer(maxSize - minSize + 1) };
  },
  effect: ({ size }, { interpolation: filter, antialias }) => ({
    family: "geometry",
    steps: (canvas) => [{ step: "resize", ...shorterEdge(canvas, size), filter, antialias }],
  }),
});
