import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { outside, samplingOf, smoothInterpolation } from "../options.ts";
import { type Quad, quadMatrix } from "./quad.ts";

const point = z.tuple([z.number(), z.number()]);
const quad = z.tuple([point, point, point, point]);

/**
 * Moves four points of the picture to four others, and all of it along; the canvas keeps its size. Points are [x, y] in
 * pixels with edges at 0 … width, so that the corners of a picture are (0, 0) and (width, height); torchvision's
 * `perspective` counts pixels instead, half a pixel off.
 *
 * @throws RangeError where three of the points lie on a line.
 */
export const perspective = defineImageTransform({
  name: "perspective",
  summary: "Moves four points of the picture to four others.",
  options: z.strictObject({
    startpoints: quad.describe("four points [x, y] in pixels"),
    endpoints: quad.describe("four points [x, y] in pixels"),
    ...outside,
    interpolation: smoothInterpolation,
  }),
  changes: ["rotation", "aspectRatio", "position", "scale"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: () => null,
  effect: (_draw, { startpoints, endpoints, ...beyond }) => ({
    family: "geometry",
    steps: ({ width, height }) => [
      {
        step: "warp",
        matrix: quadMatrix(startpoints as Quad, endpoints as Quad),
        width,
        height,
        ...samplingOf(beyond),
      },
    ],
  }),
});
