import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, rangeOf } from "../ranges.ts";
import { downscaled, filters, scaleFactor } from "./downscale.ts";

/**
 * Shrinks the picture to a part of its sides drawn evenly from `scale` (above 0, at most 1; one number or [least, most],
 * default [0.25, 0.25]) and brings it back, as `downscale`, with probability `p` (default 0.5; Albumentations' Downscale).
 * Draws `{ scale }`, or null. A lower intensity makes it rarer.
 */
export const randomDownscale = defineImageTransform({
  name: "randomDownscale",
  summary: "Shrinks the picture by a random factor and brings it back.",
  options: z.strictObject({
    scale: rangeOf(scaleFactor).default([0.25, 0.25]).describe("a number above 0 and at most 1, or [least, most]"),
    ...filters,
    p: probability(0.5),
  }),
  positional: "scale",
  changes: ["detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, { scale, p }) => (random.chance(p) ? { scale: drawFrom(random, scale) } : null),
  effect: (drawn, { down, up }) => (drawn === null ? undefined : downscaled({ scale: drawn.scale, down, up })),
});
