import { z } from "zod";
import { medianBlur as blur } from "../../kernels/pixel/blur.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawOdd, oddSizes } from "./sizes.ts";

/**
 * Medians over squares, as `medianBlur`, with probability `p` (default 0.5). Their side is drawn from the odd numbers of
 * `kernelSize` (3 to 15; one number or [least, most], default [3, 7]; Albumentations' MedianBlur). Draws `{ size }`, or
 * null. A lower intensity makes it rarer.
 */
export const randomMedianBlur = defineImageTransform({
  name: "randomMedianBlur",
  summary: "Replaces each level by the median over a square of random size.",
  options: z.strictObject({ kernelSize: oddSizes(3, 15, [3, 7]), p: probability(0.5) }),
  changes: ["detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, options) =>
    random.chance(options.p) ? { size: drawOdd(random, options.kernelSize) } : null,
  effect: (drawn) =>
    drawn === null
      ? undefined
      : {
          family: "pixel",
          readsOnly: true,
          run: (memory, source) => blur(memory, source, drawn.size),
        },
});
