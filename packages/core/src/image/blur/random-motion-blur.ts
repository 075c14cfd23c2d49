import { z } from "zod";
import { convolve } from "../../kernels/pixel/convolve.ts";
import { motionLine } from "../../kernels/pixel/surroundings.ts";
import type { Random } from "../../random/random.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, rangeOf } from "../ranges.ts";
import { angle, direction } from "./motion-blur.ts";
import { drawOdd, oddSizes } from "./sizes.ts";

/**
 * Blurs along a random line, as `motionBlur`, with probability `p` (default 0.5): an odd `kernelSize` (3 to 99, default
 * [3, 7]), an `angle` (degrees, default [0, 360]) and a `direction` (−1 to 1, default [-1, 1]), each one value or
 * [least, most] to draw evenly from. With `allowShifted` (default true) the line moves off the middle by up to a quarter of
 * its length, and so does the picture. Draws `{ size, angle, direction, shift }`, or null (Albumentations' MotionBlur). A
 * lower intensity makes it rarer.
 */
export const randomMotionBlur = defineImageTransform({
  name: "randomMotionBlur",
  summary: "Blurs along a random line, as a camera that moves.",
  options: z.strictObject({
    kernelSize: oddSizes(3, 99, [3, 7]),
    angle: rangeOf(angle).default([0, 360]).describe("a number of degrees, or [least, most]"),
    direction: rangeOf(direction).default([-1, 1]).describe("a number between -1 and 1, or [least, most]"),
    allowShifted: z.boolean().default(true).describe("true or false"),
    p: probability(0.5),
  }),
  changes: ["detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, options) =>
    random.chance(options.p)
      ? {
          size: drawOdd(random, options.kernelSize),
          angle: drawFrom(random, options.angle),
          direction: drawFrom(random, options.direction),
          shift: drawShift(random, options.allowShifted),
        }
      : null,
  effect: (drawn) =>
    drawn === null
      ? undefined
      : {
          family: "pixel",
          readsOnly: true,
          run: (memory, source) => convolve(memory, source, motionLine(drawn), { keepAlpha: false }),
        },
});

/** Draws in either case, so that the option does not move the draws behind it. */
function drawShift(random: Random, allowed: boolean): [number, number] {
  const [x, y] = [random.uniform(-1, 1), random.uniform(-1, 1)];
  return allowed ? [x, y] : [0, 0];
}
