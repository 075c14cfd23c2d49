import { z } from "zod";
import { convolve } from "../../kernels/pixel/convolve.ts";
import { ringing } from "../../kernels/pixel/surroundings.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, rangeOf } from "../ranges.ts";
import { cutoff } from "./ringing-overshoot.ts";
import { drawOdd, oddSizes } from "./sizes.ts";

/**
 * Lets edges ring, as `ringingOvershoot`, with probability `p` (default 0.5), with an odd `kernelSize` (3 to 15, default
 * [7, 15]) and a `cutoff` (above 0, at most π; default [π / 4, π / 2]), each one value or [least, most] to draw evenly from
 * (Albumentations' RingingOvershoot). Draws `{ size, cutoff }`, or null. A lower intensity makes it rarer.
 */
export const randomRingingOvershoot = defineImageTransform({
  name: "randomRingingOvershoot",
  summary: "Lets edges ring by a random amount.",
  options: z.strictObject({
    kernelSize: oddSizes(3, 15, [7, 15]),
    cutoff: rangeOf(cutoff)
      .default([Math.PI / 4, Math.PI / 2])
      .describe("a number above 0 and at most π, or [least, most]"),
    p: probability(0.5),
  }),
  changes: ["detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, options) =>
    random.chance(options.p)
      ? { size: drawOdd(random, options.kernelSize), cutoff: drawFrom(random, options.cutoff) }
      : null,
  effect: (drawn) =>
    drawn === null
      ? undefined
      : {
          family: "pixel",
          readsOnly: true,
          run: (memory, source) => convolve(memory, source, ringing(drawn.size, drawn.cutoff), { keepAlpha: true }),
        },
});
