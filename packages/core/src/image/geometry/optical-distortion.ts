import { z } from "zod";
import { radialField } from "../../kernels/field.ts";
import type { Canvas } from "../../outline-types.ts";
import { defineImageTransform } from "../define.ts";
import type { SourceMap } from "../effect.ts";
import { outside, samplingOf, smoothInterpolation } from "../options.ts";

/**
 * Bends the picture as a lens does, by a coefficient k drawn evenly from `distortLimit`: pixels read the source along the ray
 * from the middle at r · (1 + k r² + k r⁴) for a `"camera"`, r in shares of width and height, and at r · (1 + k r²) for a
 * `"fisheye"`, r in shares of half the diagonal (Albumentations' OpticalDistortion, about the middle of the picture where
 * that is half a pixel off). Above 0 the corners are drawn inwards, below 0 outwards. Draws `{ k }`.
 */
export const opticalDistortion = defineImageTransform({
  name: "opticalDistortion",
  summary: "Bends the picture as a lens does.",
  options: z.strictObject({
    distortLimit: z
      .union([
        z.number().min(0).max(1),
        z.tuple([z.number().min(-1).max(1), z.number().min(-1).max(1)]).refine(([low, high]) => low <= high),
      ])
      .default(0.05)
      .describe("a number between 0 and 1 (−x to x), or [least, most] between -1 and 1"),
    mode: z.enum(["camera", "fisheye"]).default("camera").describe('"camera" or "fisheye"'),
    ...outside,
    interpolation: smoothInterpolation,
  }),
  positional: "distortLimit",
  changes: ["position", "aspectRatio"],
  evaluation: "nothing",
  intensity: (options, intensity) => {
    const { distortLimit } = options;
    const scaled: number | [number, number] =
      typeof distortLimit === "number"
        ? distortLimit * intensity
        : [distortLimit[0] * intensity, distortLimit[1] * intensity];
    return { ...options, distortLimit: scaled };
  },
  kinds: ["image", "mask"],
  draw: (random, _outline, { distortLimit }) => {
    const [low, high] = typeof distortLimit === "number" ? [-distortLimit, distortLimit] : distortLimit;
    return { k: random.uniform(low, high) };
  },
  effect: ({ k }, { mode, distortLimit: _limit, ...beyond }) =>
    k === 0
      ? undefined
      : {
          family: "geometry",
          steps: (canvas) => {
            const { width, height } = canvas;
            return [{ step: "remap", width, height, ...samplingOf(beyond), source: lensMap(canvas, k, mode) }];
          },
        },
});

function lensMap({ width, height }: Canvas, k: number, mode: "camera" | "fisheye"): SourceMap {
  const radius = Math.sqrt(width * width + height * height) / 2;
  const unit: readonly [number, number] = mode === "camera" ? [width, height] : [radius, radius];
  const second = mode === "camera" ? k : 0;
  return {
    write: (memory) => radialField(memory, { width, height, first: k, second, unit }),
    at: (x, y) => {
      const [dx, dy] = [x - width / 2, y - height / 2];
      const square = (dx / unit[0]) ** 2 + (dy / unit[1]) ** 2;
      const factor = 1 + square * (k + second * square);
      return [dx * factor + width / 2, dy * factor + height / 2];
    },
  };
}
