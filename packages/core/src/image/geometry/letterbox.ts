import { z } from "zod";
import type { Canvas } from "../../outline-types.ts";
import { defineImageTransform } from "../define.ts";
import type { GeometryStep } from "../effect.ts";
import { border, canvasOfSize, fill, fillMask, fillValues, interpolation, size } from "../options.ts";
import { scaledSize } from "./scaled-size.ts";

/**
 * Resizes with the aspect kept until the picture just fits into `size`, and puts it in the middle of a canvas of that size:
 * what detectors of YOLO's family take. The default fill is their grey, 114.
 */
export const letterbox = defineImageTransform({
  name: "letterbox",
  summary: "Fits the picture into a canvas with its aspect kept, and fills the rest.",
  options: z.strictObject({
    size,
    interpolation: interpolation("bilinear"),
    antialias: z.boolean().default(true).describe("true or false"),
    enlarge: z.boolean().default(true).describe("true or false (a picture that fits keeps its size)"),
    border,
    fill: fill
      .unwrap()
      .default(114)
      .describe(fill.description as string),
    fillMask,
  }),
  positional: "size",
  changes: ["scale"],
  canvas: (options) => canvasOfSize(options.size),
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: () => null,
  effect: (
    _draw,
    { size: wanted, interpolation: filter, antialias, enlarge, border: beyond, fill: values, fillMask: number },
  ) => ({
    family: "geometry",
    steps: (canvas) => {
      const whole = canvasOfSize(wanted);
      const factor = Math.min(whole.width / canvas.width, whole.height / canvas.height);
      const fitted = enlarge || factor < 1 ? within(scaledSize(canvas, factor), whole) : canvas;
      const steps: GeometryStep[] = [];
      if (fitted.width !== canvas.width || fitted.height !== canvas.height) {
        steps.push({ step: "resize", ...fitted, filter, antialias });
      }
      if (fitted.width !== whole.width || fitted.height !== whole.height) {
        const left = Math.floor((whole.width - fitted.width) / 2);
        const top = Math.floor((whole.height - fitted.height) / 2);
        steps.push({ step: "pad", left, top, ...whole, border: beyond, fill: fillValues(values), fillMask: number });
      }
      return steps;
    },
  }),
});

/** Rounding may reach a pixel beyond. */
function within({ width, height }: Canvas, whole: Canvas): Canvas {
  return { width: Math.min(width, whole.width), height: Math.min(height, whole.height) };
}
