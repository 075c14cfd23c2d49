import { drawFrom, rangeOf } from "../ranges.ts";
import { withDrawnOptions } from "../with-drawn-options.ts";
import { cutoff, ringingOvershoot } from "./ringing-overshoot.ts";
import { drawOdd, oddSizes } from "./sizes.ts";

/**
 * Lets edges ring, as `ringingOvershoot`, with probability `p` (default 0.5), with an odd `kernelSize` (3 to 15, default
 * [7, 15]) and a `cutoff` (above 0, at most π; default [π / 4, π / 2]), each one value or [least, most] to draw evenly from
 * (Albumentations' RingingOvershoot). Draws `{ kernelSize, cutoff }`, or null. A lower intensity makes it rarer.
 */
export const randomRingingOvershoot = withDrawnOptions(ringingOvershoot, {
  name: "randomRingingOvershoot",
  summary: "Lets edges ring by a random amount.",
  options: {
    kernelSize: oddSizes(3, 15, [7, 15]),
    cutoff: rangeOf(cutoff)
      .default([Math.PI / 4, Math.PI / 2])
      .describe("a number above 0 and at most π, or [least, most]"),
  },
  draw: (random, options) => ({
    kernelSize: drawOdd(random, options.kernelSize),
    cutoff: drawFrom(random, options.cutoff),
  }),
});
