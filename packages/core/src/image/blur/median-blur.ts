import { z } from "zod";
import { medianBlur as blur } from "../../kernels/pixel/blur.ts";
import { defineImageTransform } from "../define.ts";
import { oddSize, oddSizeText } from "./sizes.ts";
/**
 * Replaces each level by the median over `kernelSize` × `kernelSize` pixels (odd, 3 to 15); beyond the edges the picture's
 * edge is repeated. Bytes of OpenCV's `medianBlur`. Takes bytes of any number of channels, alpha like the others. Draws
 * nothing.
 */
export const medianBlur = defineImageTransform({
  name: "medianBlur",
  summary: "Replaces each level by the median over a square.",
  options: z.strictObject({ kernelSize: oddSize(3, 15).describe(oddSizeText(3, 15)) }),
  positional: "kernelSize",
  changes: ["detail"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "pixel",
    readsOnly: true,
    run: (memory, source) => blur(memory, source, options.kernelSize),
  }),
});
