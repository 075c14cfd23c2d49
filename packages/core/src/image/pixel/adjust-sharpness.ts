import { z } from "zod";
import { adjustSharpness as sharpen } from "../../kernels/sharpness.ts";
import { defineImageTransform } from "../define.ts";
import { factor } from "../options.ts";

/**
 * Blends with the blurred picture by a fixed `factor`: 0 is blurred, 1 changes nothing, 2 doubles the sharpness. The
 * outermost pixels and alpha stay. Bytes of torchvision's `adjust_sharpness`.
 */
export const adjustSharpness = defineImageTransform({
  name: "adjustSharpness",
  summary: "Blends with the blurred picture by a fixed factor.",
  options: z.strictObject({ factor }),
  positional: "factor",
  changes: ["detail"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "pixel",
    readsOnly: true,
    run: (memory, source) => sharpen(memory, source, options.factor),
  }),
});
