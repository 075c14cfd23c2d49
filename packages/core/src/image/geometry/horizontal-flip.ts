import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { flipStep } from "./steps.ts";

/** Mirrors left and right, always. */
export const horizontalFlip = defineImageTransform({
  name: "horizontalFlip",
  summary: "Mirrors left and right, always.",
  options: z.strictObject({}),
  changes: ["mirror"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: () => null,
  effect: () => ({ family: "geometry", steps: (canvas) => [flipStep(canvas, { flipX: true })] }),
});
