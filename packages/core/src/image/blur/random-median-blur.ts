import { withDrawnOptions } from "../with-drawn-options.ts";
import { medianBlur } from "./median-blur.ts";
import { drawOdd, oddSizes } from "./sizes.ts";

/**
 * Medians over squares, as `medianBlur`, with probability `p` (default 0.5). Their side is drawn from the odd numbers of
 * `kernelSize` (3 to 15; one number or [least, most], default [3, 7]; Albumentations' MedianBlur). Draws `{ kernelSize }`, or
 * null. A lower intensity makes it rarer.
 */
export const randomMedianBlur = withDrawnOptions(medianBlur, {
  name: "randomMedianBlur",
  summary: "Replaces each level by the median over a square of random size.",
  options: {
    kernelSize: oddSizes(3, 15, [3, 7]),
  },
  draw: (random, { kernelSize }) => ({ kernelSize: drawOdd(random, kernelSize) }),
});
