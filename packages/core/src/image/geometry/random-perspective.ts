import { z } from "zod";
import { canvasOf } from "../../outline.ts";
import { defineImageTransform } from "../define.ts";
import { outside, probability, samplingOf, smoothInterpolation } from "../options.ts";
import { type Quad, quadMatrix } from "./quad.ts";

/**
 * Shows the picture from aside with probability `p`: each corner moves inwards by a random number of whole pixels, up to
 * `distortionScale` times half of the width and height (as torchvision's RandomPerspective). Draws the four corners
 * `{ endpoints }`, in the order upper left, upper right, lower right, lower left, or null.
 */
export const randomPerspective = defineImageTransform({
  name: "randomPerspective",
  summary: "Shows the picture from a random side with a probability.",
  options: z.strictObject({
    distortionScale: z.number().min(0).max(1).default(0.5).describe("a number between 0 and 1"),
    p: probability(0.5),
    ...outside,
    interpolation: smoothInterpolation,
  }),
  positional: "distortionScale",
  changes: ({ distortionScale, p }) =>
    distortionScale === 0 || p === 0 ? [] : ["rotation", "aspectRatio", "position", "scale"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({
    ...options,
    distortionScale: options.distortionScale * intensity,
  }),
  kinds: ["image", "mask"],
  draw: (random, outline, { distortionScale, p }) => {
    const { width, height } = canvasOf(outline);
    const apply = random.chance(p);
    const [acrossMost, downMost] = [width, height].map((side) => Math.floor(distortionScale * Math.floor(side / 2)));
    const inwards = () =>
      [random.integer((acrossMost as number) + 1), random.integer((downMost as number) + 1)] as const;
    const [a, b, c, d] = [inwards(), inwards(), inwards(), inwards()];
    if (!apply) return null;
    const endpoints: Quad = [
      [a[0], a[1]],
      [width - b[0], b[1]],
      [width - c[0], height - c[1]],
      [d[0], height - d[1]],
    ];
    return { endpoints };
  },
  effect: (drawn, { distortionScale: _distortion, p: _p, ...beyond }) => {
    if (drawn === null) return undefined;
    const { endpoints } = drawn as { endpoints: Quad };
    return {
      family: "geometry",
      steps: ({ width, height }) => {
        const corners: Quad = [
          [0, 0],
          [width, 0],
          [width, height],
          [0, height],
        ];
        if (corners.every(([x, y], i) => x === endpoints[i]?.[0] && y === endpoints[i]?.[1])) return [];
        return [{ step: "warp", matrix: quadMatrix(corners, endpoints), width, height, ...samplingOf(beyond) }];
      },
    };
  },
});
