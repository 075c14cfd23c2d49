import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { flipStep } from "./steps.ts";

/** Mirrors top and bottom, always. */
export const verticalFlip = defineImageTransform({
  name: "verticalFlip",
  summary: "Mirrors top and bottom, always.",
  options: z.strictObject({}),
  changes: ["mirror", "halfTurn"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: () => null,
  effect: () => ({ family: "geometry", steps: (canvas) => [flipStep(canvas, { flipY: true })] }),
});
