import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { cropStep } from "./steps.ts";

const position = z.number().int().min(0).describe("a whole number of pixels from 0");
const length = z.number().int().min(1).describe("a whole number of pixels from 1");

/**
 * Takes one fixed rectangle, in pixels.
 *
 * @throws RangeError for an image that the rectangle does not fit into.
 */
export const crop = defineImageTransform({
  name: "crop",
  summary: "Takes a fixed rectangle.",
  options: z.strictObject({ x: position, y: position, width: length, height: length }),
  changes: ["position"],
  canvas: ({ width, height }) => ({ width, height }),
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: () => null,
  effect: (_draw, { x, y, width, height }) => ({
    family: "geometry",
    steps: (canvas) => {
      if (x + width > canvas.width || y + height > canvas.height) {
        throw new RangeError(
          `the rectangle from (${x}, ${y}) to (${x + width}, ${y + height}) does not fit into ${canvas.width} × ${canvas.height}`,
        );
      }
      return [cropStep(x, y, width, height)];
    },
  }),
});
