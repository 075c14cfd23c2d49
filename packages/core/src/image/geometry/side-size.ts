import { z } from "zod";
import type { Canvas } from "../../outline-types.ts";
import { defineImageTransform } from "../define.ts";
import { interpolation } from "../options.ts";
import { scaledSize } from "./scaled-size.ts";

/** A transform that resizes until one side has `size` pixels, with the aspect kept. */
export function sideSize<Name extends string>(name: Name, which: string, side: (canvas: Canvas) => number) {
  return defineImageTransform({
    name,
    summary: `Resizes the ${which} side, with the aspect kept.`,
    options: z.strictObject({
      size: z.number().int().min(1).describe("a whole number of pixels from 1"),
      interpolation: interpolation("bilinear"),
      antialias: z.boolean().default(true).describe("true or false"),
    }),
    positional: "size",
    changes: ["scale"],
    canvas: () => "varies",
    evaluation: "same",
    intensity: "fixed",
    kinds: ["image", "mask"],
    draw: () => null,
    effect: (_draw, { size, interpolation: filter, antialias }) => ({
      family: "geometry",
      steps: (canvas) => [{ step: "resize", ...scaledSize(canvas, size / side(canvas)), filter, antialias }],
    }),
  });
}
