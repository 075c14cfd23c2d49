import { z } from "zod";
import { convolve } from "../../kernels/pixel/convolve.ts";
import { sharpening } from "../../kernels/pixel/surroundings.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, rangeOf } from "../ranges.ts";
import { alpha, lightness } from "./sharpen.ts";

/**
 * Sharpens, as `sharpen`, with probability `p` (default 0.5), with an `alpha` (0 to 1, default [0.2, 0.5]) and a `lightness`
 * (at least 0, default [0.5, 1]), each one value or [least, most] to draw evenly from (Albumentations' Sharpen, by its
 * kernel). Draws `{ alpha, lightness }`, or null. A lower intensity makes it rarer.
 */
export const randomSharpen = defineImageTransform({
  name: "randomSharpen",
  summary: "Sharpens by a random amount.",
  options: z.strictObject({
    alpha: rangeOf(alpha).default([0.2, 0.5]).describe("a number between 0 and 1, or [least, most]"),
    lightness: rangeOf(lightness).default([0.5, 1]).describe("a number of at least 0, or [least, most]"),
    p: probability(0.5),
  }),
  changes: ["detail", "brightness"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, options) =>
    random.chance(options.p)
      ? { alpha: drawFrom(random, options.alpha), lightness: drawFrom(random, options.lightness) }
      : null,
  effect: (drawn) =>
    drawn === null
      ? undefined
      : {
          family: "pixel",
          readsOnly: true,
          run: (memory, source) =>
            convolve(memory, source, sharpening(drawn.alpha, drawn.lightness), { keepAlpha: true }),
        },
});
