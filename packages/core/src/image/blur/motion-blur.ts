import { z } from "zod";
import { convolve } from "../../kernels/pixel/convolve.ts";
import { motionLine } from "../../kernels/pixel/surroundings.ts";
import { defineImageTransform } from "../define.ts";
import { oddSize, oddSizeText } from "./sizes.ts";

export const angle = z.number().min(-360).max(360);
export const direction = z.number().min(-1).max(1);
/**
 * Blurs along a line, as a camera that moves, with the kernel of Albumentations' MotionBlur. `kernelSize` (odd, 3 to 99) is
 * the length of the line in pixels, `angle` its direction in degrees (0 to the right, 90 down; default 0), and `direction`
 * (−1 to 1, default 0) how much of it lies behind or ahead: 0 is both alike. Beyond the edges the picture is mirrored
 * without them. Takes bytes of any number of channels, alpha being blurred like the others. Draws nothing.
 */
export const motionBlur = defineImageTransform({
  name: "motionBlur",
  summary: "Blurs along a line, as a camera that moves.",
  options: z.strictObject({
    kernelSize: oddSize(3, 99).describe(oddSizeText(3, 99)),
    angle: angle.default(0).describe("a number of degrees"),
    direction: direction.default(0).describe("a number between -1 and 1"),
  }),
  positional: "kernelSize",
  changes: ["detail"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "pixel",
    readsOnly: true,
    run: (memory, source) => {
      const { kernelSize: size, angle, direction } = options;
      return convolve(memory, source, motionLine({ size, angle, direction, shift: [0, 0] }), { keepAlpha: false });
    },
  }),
});
