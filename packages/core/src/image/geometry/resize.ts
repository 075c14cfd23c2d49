import { z } from "zod";
import type { Canvas } from "../../outline-types.ts";
import { defineImageTransform } from "../define.ts";
import { canvasOfSize, interpolation, size } from "../options.ts";

/**
 * Resizes to [height, width], or the shorter edge to one number with the aspect kept (the longer edge is cut to whole
 * pixels, as in torchvision); where the longer edge would then be above `maxSize`, that to `maxSize`. Antialiased unless told otherwise; masks are always nearest.
 */
export const resize = defineImageTransform({
  name: "resize",
  summary: "Resizes the shorter edge, or to [height, width].",
  options: z.strictObject({
    size: size.describe("a whole number of pixels for the shorter edge, or [height, width]"),
    maxSize: z.number().int().min(1).optional().describe("a whole number of pixels from 1, for one number as size"),
    interpolation: interpolation("bilinear"),
    antialias: z.boolean().default(true).describe("true or false"),
  }),
  positional: "size",
  changes: ["scale"],
  canvas: (options) => (typeof options.size === "number" ? "varies" : canvasOfSize(options.size)),
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: () => null,
  effect: (_draw, { size: wanted, maxSize, interpolation: filter, antialias }) => ({
    family: "geometry",
    steps: ({ width, height }) => {
      if (typeof wanted !== "number") {
        return [{ step: "resize", width: wanted[1], height: wanted[0], filter, antialias }];
      }
      return [{ step: "resize", ...shorterEdge({ width, height }, wanted, maxSize), filter, antialias }];
    },
  }),
});

/** The size of a picture whose shorter edge becomes `size`, unless the longer one would become more than `most`. */
export function shorterEdge({ width, height }: Canvas, size: number, most = Number.POSITIVE_INFINITY): Canvas {
  let short = size;
  let long = Math.max(1, Math.floor((size * Math.max(width, height)) / Math.min(width, height)));
  if (long > most) [short, long] = [Math.max(1, Math.floor((most * short) / long)), most];
  return width <= height ? { width: short, height: long } : { width: long, height: short };
}
