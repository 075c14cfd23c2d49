import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { mostColors } from "./color-count.ts";
import { bendingTones } from "./tone-curve.ts";

/**
 * Leads levels along a random tone curve with probability `p` (default 0.5), as `moveToneCurve`: `low` is normal about 0.25,
 * `high` about 0.75, both with the deviation `scale` (0 to 1, default 0.1) and cut to 0 … 1. `perChannel` (default false)
 * draws a curve for each color channel. Alpha stays. Albumentations' RandomToneCurve. Draws `{ low, high }`, lists of one or
 * of as many as there are color channels, or null. A lower intensity makes it rarer: without deviation the curve is no line.
 */
export const randomToneCurve = defineImageTransform({
  name: "randomToneCurve",
  summary: "Leads levels along a random tone curve with a probability.",
  options: z.strictObject({
    p: probability(0.5),
    scale: z.number().min(0).max(1).default(0.1).describe("a standard deviation between 0 and 1"),
    perChannel: z.boolean().default(false).describe("true: a curve for each color channel; false: one for all"),
  }),
  changes: ({ p, perChannel }) => (p === 0 ? [] : perChannel ? ["brightness", "color"] : ["brightness"]),
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, outline, { p, scale, perChannel }) => {
    if (!random.chance(p)) return null;
    const count = perChannel ? mostColors(outline) : 1;
    const heights = (mean: number) =>
      Array.from({ length: count }, () => Math.min(1, Math.max(0, mean + scale * random.normal())));
    return { low: heights(0.25), high: heights(0.75) };
  },
  effect: (drawn) => (drawn === null ? undefined : { family: "color", operations: [bendingTones(drawn)] }),
});
