import { z } from "zod";
import { fog } from "../../kernels/pixel/weather.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, rangeOf, towards } from "../ranges.ts";
import { drawSeed } from "../seed.ts";

const density = z.number().min(0).max(1);

/**
 * Lays clouds of fog over the picture (the idea of Albumentations' RandomFog, drawn otherwise: by the diamond-square method
 * of Fournier, Fussell and Carpenter 1982), with probability `p` (default 0.5). `fogCoefRange` (0 to 1; one number or
 * [least, most], default [0.2, 0.6], milder than Albumentations') is the share of fog where it is densest; it nowhere falls
 * below half of that. Takes bytes of 1 to 4 channels; alpha stays. Draws `{ density, seed }`, or null.
 */
export const randomFog = defineImageTransform({
  name: "randomFog",
  summary: "Lays clouds of fog over the picture.",
  options: z.strictObject({
    fogCoefRange: rangeOf(density).default([0.2, 0.6]).describe("a number between 0 and 1, or [least, most]"),
    p: probability(0.5),
  }),
  changes: ["brightness", "detail"],
  evaluation: "nothing",
  intensity: ({ fogCoefRange, p }, intensity) => ({
    fogCoefRange: towards(0, fogCoefRange, intensity),
    p: p * intensity,
  }),
  kinds: ["image"],
  draw: (random, _outline, { fogCoefRange, p }) =>
    random.chance(p) ? { density: drawFrom(random, fogCoefRange), seed: drawSeed(random) } : null,
  effect: (drawn) =>
    drawn === null
      ? undefined
      : {
          family: "pixel",
          accepts: { channels: [1, 2, 3, 4] },
          run: (memory, source) => fog(memory, source, drawn.density, [222, 226, 230], drawn.seed),
        },
});
