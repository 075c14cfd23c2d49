import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { gammaCurve } from "./gamma.ts";

const gamma = z.number().gt(0);

/**
 * Raises levels to a random power with probability `p` (default 0.5): evenly from `gammaLimit` (default [0.8, 1.2]), as
 * Albumentations' RandomGamma, which writes 80 and 120. Does what `adjustGamma` does, which differs from Albumentations by
 * one level at most. Draws `{ gamma }` or null.
 */
export const randomGamma = defineImageTransform({
  name: "randomGamma",
  summary: "Raises levels to a random power with a probability.",
  options: z.strictObject({
    p: probability(0.5),
    gammaLimit: z
      .tuple([gamma, gamma])
      .refine(([low, high]) => low <= high)
      .default([0.8, 1.2])
      .describe("[least, most] gamma, above 0, least first"),
  }),
  changes: ({ p }) => (p === 0 ? [] : ["brightness"]),
  evaluation: "nothing",
  intensity: ({ p, gammaLimit: [low, high] }, intensity) => ({
    p,
    gammaLimit: [1 + (low - 1) * intensity, 1 + (high - 1) * intensity] as [number, number],
  }),
  kinds: ["image"],
  draw: (random, _outline, { p, gammaLimit }) => (random.chance(p) ? { gamma: random.uniform(...gammaLimit) } : null),
  effect: (drawn) => (drawn === null ? undefined : { family: "color", operations: [gammaCurve(drawn.gamma, 1)] }),
});
