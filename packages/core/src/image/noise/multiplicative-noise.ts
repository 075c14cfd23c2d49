import { z } from "zod";
import { multiplyByNoise, scaleColors } from "../../kernels/pixel/noise.ts";
import { fieldsOfKind, type Outline } from "../../outline.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, endsOf, rangeOf, towards } from "../ranges.ts";
import { drawSeed, type Seed } from "../seed.ts";

const factor = z.number().min(0);

/**
 * Multiplies by factors drawn evenly from `multiplier` (at least 0; one number or [least, most], default [0.9, 1.1];
 * Albumentations' MultiplicativeNoise), with probability `p` (default 0.5): one factor for the picture, or one for each
 * channel (`perChannel`), each pixel (`elementwise`), or each element (both). Products of whole numbers are cut and kept
 * within the type. Takes all types and numbers of channels; alpha stays. Draws `{ factors }`, or `{ seed }` where there is
 * one for each pixel, or null.
 */
export const multiplicativeNoise = defineImageTransform({
  name: "multiplicativeNoise",
  summary: "Multiplies by random factors.",
  options: z.strictObject({
    multiplier: rangeOf(factor).default([0.9, 1.1]).describe("a number of at least 0, or [least, most]"),
    perChannel: z.boolean().default(false).describe("true or false"),
    elementwise: z.boolean().default(false).describe("true or false"),
    p: probability(0.5),
  }),
  changes: ({ elementwise, perChannel }) => {
    if (elementwise) return ["texture", "detail"];
    return perChannel ? ["color", "brightness"] : ["brightness"];
  },
  evaluation: "nothing",
  intensity: (options, intensity) => ({
    ...options,
    multiplier: towards(1, options.multiplier, intensity),
    p: options.p * intensity,
  }),
  kinds: ["image"],
  draw: (random, outline, { multiplier, perChannel, elementwise, p }) => {
    if (!random.chance(p)) return null;
    if (elementwise) return { seed: drawSeed(random) };
    const count = perChannel ? mostChannels(outline) : 1;
    return { factors: Array.from({ length: count }, () => drawFrom(random, multiplier)) };
  },
  effect: (drawn, { multiplier, perChannel }) => {
    if (drawn === null) return undefined;
    const { seed, factors } = drawn as { seed?: Seed; factors?: readonly number[] };
    const [low, high] = endsOf(multiplier);
    return {
      family: "pixel",
      accepts: { types: ["uint8", "uint16", "float32"] },
      run: (memory, source) =>
        seed === undefined
          ? scaleColors(memory, source, factors ?? [1])
          : multiplyByNoise(memory, source, { low, high, shared: !perChannel }, seed),
    };
  },
});

/** Of the image with the most channels: the others have the first of its factors. */
function mostChannels(outline: Outline): number {
  return Math.max(1, ...fieldsOfKind(outline, "image").map(([, { channels }]) => channels));
}
