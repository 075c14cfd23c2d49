import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { border, fill, fillMask, fillValues } from "../options.ts";

const edge = z.number().int().min(1).optional();

/**
 * Puts a picture that is too small in the middle of a larger canvas: until it is `minHeight` high and `minWidth` wide, or
 * until its sides are multiples of `multipleOf`, as networks with strides need (Albumentations' PadIfNeeded). A picture that
 * is large enough stays. What cannot be halved goes to the right and to the bottom.
 */
export const padIfNeeded = defineImageTransform({
  name: "padIfNeeded",
  summary: "Puts a picture that is too small onto a larger canvas.",
  options: z.strictObject({
    minHeight: edge.describe("a whole number of pixels from 1"),
    minWidth: edge.describe("a whole number of pixels from 1"),
    multipleOf: edge.describe("a whole number of pixels from 1"),
    position: z
      .enum(["center", "topLeft", "topRight", "bottomLeft", "bottomRight"])
      .default("center")
      .describe('where the picture lies: "center", "topLeft", "topRight", "bottomLeft" or "bottomRight"'),
    border,
    fill,
    fillMask,
  }),
  changes: ["position"],
  canvas: () => "varies",
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: () => null,
  effect: (
    _draw,
    { minHeight, minWidth, multipleOf = 1, position, border: beyond, fill: values, fillMask: number },
  ) => ({
    family: "geometry",
    steps: (canvas) => {
      const enough = (side: number, least = 1) => Math.ceil(Math.max(side, least) / multipleOf) * multipleOf;
      const [width, height] = [enough(canvas.width, minWidth), enough(canvas.height, minHeight)];
      const [across, down] = [width - canvas.width, height - canvas.height];
      if (across === 0 && down === 0) return [];
      const left = position === "center" ? Math.floor(across / 2) : position.endsWith("Right") ? across : 0;
      const top = position === "center" ? Math.floor(down / 2) : position.startsWith("bottom") ? down : 0;
      return [{ step: "pad", left, top, width, height, border: beyond, fill: fillValues(values), fillMask: number }];
    },
  }),
});
