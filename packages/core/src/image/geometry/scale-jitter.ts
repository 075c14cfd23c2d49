import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { canvasOfSize, interpolation, size } from "../options.ts";
import { resizeToFit } from "./resize-to-fit.ts";

const factor = z.number().gt(0);

/**
 * Resizes so that the picture would just fit into `targetSize`, times a factor drawn evenly from `scaleRange`, with the
 * aspect kept (Ghiasi et al., "Simple Copy-Paste", 2021, as torchvision's ScaleJitter). Draws `{ scale }`. A lower
 * intensity brings the factors nearer to 1.
 */
export const scaleJitter = defineImageTransform({
  name: "scaleJitter",
  summary: "Resizes to fit a size times a random factor.",
  options: z.strictObject({
    targetSize: size,
    scaleRange: z
      .tuple([factor, factor])
      .refine(([low, high]) => low <= high)
      .default([0.1, 2])
      .describe("[least, most] factor, above 0, least first"),
    interpolation: interpolation("bilinear"),
    antialias: z.boolean().default(true).describe("true or false"),
  }),
  positional: "targetSize",
  changes: ["scale"],
  canvas: () => "varies",
  evaluation: ({ targetSize, interpolation: filter, antialias }) =>
    resizeToFit({ size: targetSize, interpolation: filter, antialias }),
  intensity: (options, intensity) => {
    const nearer = (value: number) => 1 + (value - 1) * intensity;
    const scaleRange: [number, number] = [nearer(options.scaleRange[0]), nearer(options.scaleRange[1])];
    return { ...options, scaleRange };
  },
  kinds: ["image", "mask"],
  draw: (random, _outline, { scaleRange }) => ({ scale: random.uniform(...scaleRange) }),
  effect: ({ scale }, { targetSize, interpolation: filter, antialias }) => ({
    family: "geometry",
    steps: ({ width, height }) => {
      const target = canvasOfSize(targetSize);
      const factorOf = scale * Math.min(target.width / width, target.height / height);
      const pixels = (side: number) => Math.max(1, Math.floor(side * factorOf));
      return [{ step: "resize", width: pixels(width), height: pixels(height), filter, antialias }];
    },
  }),
});
