import { z } from "zod";
import { canvasOf } from "../../outline.ts";
import type { Canvas } from "../../outline-types.ts";
import { defineImageTransform } from "../define.ts";
import type { GeometryStep } from "../effect.ts";
import { border, canvasOfSize, fill, fillMask, fillValues, size } from "../options.ts";
import { centerCrop } from "./center-crop.ts";
import { sidesOf } from "./pad.ts";
import { cropStep } from "./steps.ts";

const pixels = z.number().int().min(0);

/**
 * Takes a rectangle of `size` at a random place, all places equally likely, after `padding` was added around the picture
 * (as `pad` has it; default none): with 4 the crop of CIFAR's training. A picture that is smaller is padded on both sides as
 * far as it must be where `padIfNeeded` is true, and is an error where it is not. Draws `{ x, y }`, the corner in the padded
 * picture.
 */
export const randomCrop = defineImageTransform({
  name: "randomCrop",
  summary: "Takes a rectangle of a fixed size at a random place.",
  options: z.strictObject({
    size,
    padding: z
      .union([pixels, z.tuple([pixels, pixels]), z.tuple([pixels, pixels, pixels, pixels])])
      .default(0)
      .describe("a whole number of pixels from 0, [left and right, top and bottom] or [left, top, right, bottom]"),
    padIfNeeded: z.boolean().default(false).describe("true or false"),
    border,
    fill,
    fillMask,
  }),
  positional: "size",
  changes: ["position"],
  canvas: (options) => canvasOfSize(options.size),
  evaluation: (options) => centerCrop(options.size),
  // The size has to come out; how far from the middle it is taken is no matter of strength.
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: (random, outline, options) => {
    const padded = paddedCanvas(canvasOf(outline), options);
    const { width, height } = canvasOfSize(options.size);
    if (width > padded.width || height > padded.height) {
      throw new RangeError(
        `a crop of ${width} × ${height} does not fit into ${padded.width} × ${padded.height}; lower size, add padding, or set padIfNeeded`,
      );
    }
    const y = random.integer(padded.height - height + 1);
    const x = random.integer(padded.width - width + 1);
    return { x, y };
  },
  effect: ({ x, y }, options) => ({
    family: "geometry",
    steps: (canvas) => {
      const padded = paddedCanvas(canvas, options);
      const { width, height } = canvasOfSize(options.size);
      const steps: GeometryStep[] = [];
      if (padded.width !== canvas.width || padded.height !== canvas.height) {
        const { border: beyond, fillMask: number } = options;
        steps.push({ step: "pad", ...padded, border: beyond, fill: fillValues(options.fill), fillMask: number });
      }
      steps.push(cropStep(x, y, width, height));
      return steps;
    },
  }),
});

interface Padding {
  readonly size: number | readonly [number, number];
  readonly padding: Parameters<typeof sidesOf>[0];
  readonly padIfNeeded: boolean;
}

/** The picture with what is added around it. */
function paddedCanvas(
  canvas: Canvas,
  { size: wanted, padding, padIfNeeded }: Padding,
): Canvas & { readonly left: number; readonly top: number } {
  let [left, top, right, bottom] = sidesOf(padding);
  if (padIfNeeded) {
    const { width, height } = canvasOfSize(wanted);
    const across = Math.max(0, width - canvas.width - left - right);
    const down = Math.max(0, height - canvas.height - top - bottom);
    [left, right, top, bottom] = [left + across, right + across, top + down, bottom + down];
  }
  return { left, top, width: canvas.width + left + right, height: canvas.height + top + bottom };
}
