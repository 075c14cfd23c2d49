import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { canvasOfSize, interpolation, size } from "../options.ts";

/**
 * Resizes with the aspect kept until the picture just fits into `size`; sides are cut to whole pixels. `letterbox` fills the
 * rest up.
 */
export const resizeToFit = defineImageTransform({
  name: "resizeToFit",
  summary: "Resizes with the aspect kept until the picture just fits.",
  options: z.strictObject({
    size,
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
  effect: (_draw, { size: wanted, interpolation: filter, antialias }) => ({
    family: "geometry",
    steps: ({ width, height }) => {
      const target = canvasOfSize(wanted);
      const factor = Math.min(target.width / width, target.height / height);
      const pixels = (side: number) => Math.max(1, Math.floor(side * factor));
      return [{ step: "resize", width: pixels(width), height: pixels(height), filter, antialias }];
    },
  }),
});
