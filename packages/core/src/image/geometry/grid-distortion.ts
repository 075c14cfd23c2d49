import { z } from "zod";
import type { Canvas } from "../../outline-types.ts";
import type { Random } from "../../random/random.ts";
import { defineImageTransform } from "../define.ts";
import { outside, samplingOf, smoothInterpolation } from "../options.ts";
import { gridMap } from "./grid-map.ts";
import { lastOf } from "./last-of.ts";

const limit = z.number().gt(-1).lt(1);

/**
 * Stretches and squeezes columns and rows of a grid of `numSteps` × `numSteps` cells, each axis for itself: a column or row
 * shows 1 + u times as much as its share, with u drawn evenly from `distortLimit`, and all together what the picture has, so
 * that its edges stay (Albumentations' GridDistortion, normalized; its cells have whole pixels and repeat one at their ends,
 * these do not). Draws `{ columns, rows }`, the shares.
 */
export const gridDistortion = defineImageTransform({
  name: "gridDistortion",
  summary: "Stretches and squeezes columns and rows of a grid.",
  options: z.strictObject({
    numSteps: z.number().int().min(1).max(100).default(5).describe("a whole number of cells between 1 and 100"),
    distortLimit: z
      .union([limit.min(0), z.tuple([limit, limit]).refine(([low, high]) => low <= high)])
      .default(0.3)
      .describe("a number from 0 and below 1 (−x to x), or [least, most] above -1 and below 1"),
    ...outside,
    interpolation: smoothInterpolation,
  }),
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
  draw: (random, _outline, { numSteps, distortLimit }) => {
    const range = typeof distortLimit === "number" ? ([-distortLimit, distortLimit] as const) : distortLimit;
    return { columns: drawShares(random, numSteps, range), rows: drawShares(random, numSteps, range) };
  },
  effect: ({ columns, rows }, { numSteps: _steps, distortLimit: _limit, ...beyond }) => {
    if (isEven(columns) && isEven(rows)) return undefined;
    const mapOf = lastOf((canvas: Canvas) => gridMap(canvas, columns, rows));
    return {
      family: "geometry",
      steps: (canvas) => {
        const { width, height } = canvas;
        return [{ step: "remap", width, height, ...samplingOf(beyond), source: mapOf(canvas) }];
      },
    };
  },
});

function drawShares(random: Random, count: number, [low, high]: readonly [number, number]): number[] {
  const sizes = Array.from({ length: count }, () => 1 + random.uniform(low, high));
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size) => size / whole);
}

function isEven(shares: readonly number[]): boolean {
  return shares.every((share) => share === shares[0]);
}
