import { z } from "zod";
import type { Canvas } from "../../outline-types.ts";
import { defineImageTransform } from "../define.ts";
import { interpolation } from "../options.ts";
import { resize } from "./resize.ts";

const pixels = z.number().int().min(1);

/**
 * Resizes the shorter edge to one of the sizes in `minSize`, chosen evenly, or to less where the longer edge would come out
 * above `maxSize`, with the aspect kept: what detectors of DETR's and Faster R-CNN's family train with (torchvision's
 * RandomShortestSize). Draws `{ size }`.
 */
export const randomShortestSize = defineImageTransform({
  name: "randomShortestSize",
  summary: "Resizes the shorter edge to one of several sizes.",
  options: z.strictObject({
    minSize: z
      .union([pixels, z.array(pixels).min(1).max(1000)])
      .describe("a whole number of pixels from 1, or a list of them"),
    maxSize: pixels.optional().describe("a whole number of pixels from 1"),
    interpolation: interpolation("bilinear"),
    antialias: z.boolean().default(true).describe("true or false"),
  }),
  positional: "minSize",
  changes: ["scale"],
  canvas: () => "varies",
  evaluation: ({ minSize, ...options }) => {
    const sizes = listed(minSize);
    return resize(sizes[Math.floor(sizes.length / 2)] as number, options);
  },
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: (random, _outline, { minSize }) => {
    const sizes = listed(minSize);
    return { size: sizes[random.integer(sizes.length)] as number };
  },
  effect: ({ size }, { maxSize, interpolation: filter, antialias }) => ({
    family: "geometry",
    steps: (canvas) => [{ step: "resize", ...shortest(canvas, size, maxSize), filter, antialias }],
  }),
});

function listed(minSize: number | readonly number[]): readonly number[] {
  return typeof minSize === "number" ? [minSize] : minSize;
}

function shortest({ width, height }: Canvas, size: number, most = Number.POSITIVE_INFINITY): Canvas {
  const factor = Math.min(size / Math.min(width, height), most / Math.max(width, height));
  return { width: Math.max(1, Math.floor(width * factor)), height: Math.max(1, Math.floor(height * factor)) };
}
