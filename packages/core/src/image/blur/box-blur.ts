import { z } from "zod";
import { boxBlur as blur } from "../../kernels/pixel/blur.ts";
import { defineImageTransform } from "../define.ts";
import { oddSize, oddSizeText } from "./sizes.ts";
/**
 * Replaces each level by the mean over `kernelSize` × `kernelSize` pixels (odd, 1 to 255), rounded to nearest; beyond the
 * edges the picture is mirrored without them. Bytes of OpenCV's `blur`. Takes bytes of any number of channels, alpha being
 * blurred like the others. Draws nothing.
 */
export const boxBlur = defineImageTransform({
  name: "boxBlur",
  summary: "Replaces each level by the mean over a square.",
  options: z.strictObject({ kernelSize: oddSize(1, 255).describe(oddSizeText(1, 255)) }),
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
