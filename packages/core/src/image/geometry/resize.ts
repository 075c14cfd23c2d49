import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { canvasOfSize, interpolation, size } from "../options.ts";

/**
 * Resizes to [height, width], or the shorter edge to one number with the aspect kept (the longer edge is cut to whole
 * pixels, as in torchvision). Antialiased unless told otherwise; masks are always nearest.
 */
export const resize = defineImageTransform({
  name: "resize",
  summary: "Resizes the shorter edge, or to [height, width].",
  options: z.strictObject({
    size: size.describe("a whole number of pixels for the shorter edge, or [height, width]"),
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
  effect: (_draw, { size: wanted, interpolation: filter, antialias }) => ({
    family: "geometry",
    steps: ({ width, height }) => {
      if (typeof wanted !== "number") {
        return [{ step: "resize", width: wanted[1], height: wanted[0], filter, antialias }];
      }
      const long = Math.max(1, Math.floor((wanted * Math.max(width, height)) / Math.min(width, height)));
      const [newWidth, newHeight] = width <= height ? [wanted, long] : [long, wanted];
      return [{ step: "resize", width: newWidth, height: newHeight, filter, antialias }];
    },
  }),
});
