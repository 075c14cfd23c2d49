import { withDrawnOptions } from "../with-drawn-options.ts";
import { boxBlur } from "./box-blur.ts";
import { drawOdd, oddSizes } from "./sizes.ts";

/**
 * Means over squares, as `boxBlur`, with probability `p` (default 0.5). Their side is drawn from the odd numbers of
 * `kernelSize` (1 to 255; one number or [least, most], default [3, 7]; Albumentations' Blur). Draws `{ kernelSize }`, or
 * null. A lower intensity makes it rarer.
 */
export const randomBoxBlur = withDrawnOptions(boxBlur, {
  name: "randomBoxBlur",
  summary: "Replaces each level by the mean over a square of random size.",
  options: {
    kernelSize: oddSizes(1, 255, [3, 7]),
  },
  draw: (random, { kernelSize }) => ({ kernelSize: drawOdd(random, kernelSize) }),
});
