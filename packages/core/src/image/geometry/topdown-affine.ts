import { z } from "zod";
import { cos, sin } from "../../kernels/math.ts";
import { defineImageTransform } from "../define.ts";
import { invert, multiply } from "../engine/matrix.ts";
import { canvasOfSize, outside, samplingOf, size, smoothInterpolation } from "../options.ts";
import { personBox } from "./person-box.ts";

/**
 * Brings the box of one person (the first of the sample's first field of boxes) upright onto a canvas of `size`: the first
 * step of every top-down pose estimator (mmpose's TopdownAffine with GetBBoxCenterScale). The box is widened or heightened
 * to the canvas' aspect, then scaled by `padding` about its middle. Without boxes the whole picture is taken. Keypoints move
 * along; give them `outside: "keep"` so that a skeleton stays whole. Notes the box in its draw, and draws nothing.
 *
 * Put `randomBBoxTransform` and `randomHalfBody` in front of it: they change the box that it takes.
 */
export const topdownAffine = defineImageTransform({
  name: "topdownAffine",
  summary: "Brings the box of one person onto a canvas of a fixed size.",
  options: z.strictObject({
    size,
    padding: z.number().gt(0).max(10).default(1.25).describe("a factor above 0, up to 10"),
    ...outside,
    interpolation: smoothInterpolation,
  }),
  positional: "size",
  changes: ["scale", "position"],
  canvas: (options) => canvasOfSize(options.size),
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: (_random, outline) => {
    const { x, y, width, height, degrees } = personBox(outline);
    return { x, y, width, height, degrees };
  },
  effect: ({ x, y, width, height, degrees }, { size: wanted, padding, ...beyond }) => {
    const canvas = canvasOfSize(wanted);
    const aspect = canvas.width / canvas.height;
    const scale = (Math.max(width, height * aspect) * padding) / canvas.width;
    const angle = (degrees * Math.PI) / 180;
    const [c, s] = [cos(angle) * scale, sin(angle) * scale];
    // From the canvas to the source: about the canvas' middle, scaled, turned as the box is, about the box's middle.
    const back = multiply(
      [1, 0, x, 0, 1, y, 0, 0, 1],
      multiply([c, s, 0, -s, c, 0, 0, 0, 1], [1, 0, -canvas.width / 2, 0, 1, -canvas.height / 2, 0, 0, 1]),
    );
    return {
      family: "geometry",
      steps: () => [{ step: "warp", matrix: invert(back), ...canvas, ...samplingOf(beyond) }],
    };
  },
});
