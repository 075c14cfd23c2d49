import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { flipStep } from "./steps.ts";

/** Swaps rows and columns, always: the picture mirrored about the diagonal from its upper left corner. Width and height change places. */
export const transpose = defineImageTransform({
  name: "transpose",
  summary: "Swaps rows and columns, always.",
  options: z.strictObject({}),
  changes: ["mirror", "quarterTurn"],
  canvas: () => "varies",
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: () => null,
  effect: () => ({ family: "geometry", steps: (canvas) => [flipStep(canvas, { transpose: true })] }),
});
