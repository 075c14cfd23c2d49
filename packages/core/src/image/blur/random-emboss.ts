import { z } from "zod";
import { convolve } from "../../kernels/pixel/convolve.ts";
import { embossing } from "../../kernels/pixel/surroundings.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, rangeOf } from "../ranges.ts";
import { alpha, strength } from "./emboss.ts";

/**
 * Lights edges, as `emboss`, with probability `p` (default 0.5), with an `alpha` (0 to 1, default [0.2, 0.5]) and a
 * `strength` (at least 0, default [0.2, 0.7]), each one value or [least, most] to draw evenly from (Albumentations' Emboss).
 * Draws `{ alpha, strength }`, or null. A lower intensity makes it rarer.
 */
export const randomEmboss = defineImageTransform({
  name: "randomEmboss",
  summary: "Lights edges from the upper left by a random amount.",
  options: z.strictObject({
    alpha: rangeOf(alpha).default([0.2, 0.5]).describe("a number between 0 and 1, or [least, most]"),
    strength: rangeOf(strength).default([0.2, 0.7]).describe("a number of at least 0, or [least, most]"),
    p: probability(0.5),
  }),
  changes: ["detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, options) =>
    random.chance(options.p)
      ? { alpha: drawFrom(random, options.alpha), strength: drawFrom(random, options.strength) }
      : null,
  effect: (drawn) =>
    drawn === null
      ? undefined
      : {
          family: "pixel",
          readsOnly: true,
          run: (memory, source) =>
            convolve(memory, source, embossing(drawn.alpha, drawn.strength), { keepAlpha: true }),
        },
});
