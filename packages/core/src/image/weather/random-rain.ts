import { z } from "zod";
import { rain } from "../../kernels/pixel/weather.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, rangeOf } from "../ranges.ts";
import { drawSeed } from "../seed.ts";

/** Drops for each pixel, and their length as a share of the picture's height. */
const kinds = {
  drizzle: { density: 0.001, length: 0.03 },
  default: { density: 0.0012, length: 0.07 },
  heavy: { density: 0.002, length: 0.1 },
  torrential: { density: 0.0035, length: 0.13 },
} as const;

const slant = z.number().min(-60).max(60);
const level = z.number().min(0).max(255);

/**
 * Lays rain over a darkened picture (the idea of Albumentations' RandomRain, drawn in two depths), with probability `p`
 * (default 0.5). `rainType` says how much there is and how long its drops are: "drizzle", "default", "heavy" or
 * "torrential"; `dropLength` is their length in pixels where it is given (1 to 200). Drops fall `slantRange` degrees off
 * straight down (−60 to 60; one number or [least, most], default [-10, 10]) in the color `dropColor` (three levels, default
 * [200, 200, 200]). The picture is multiplied by `brightnessCoefficient` (0 to 1, default 0.85, where Albumentations has
 * 0.7). Takes bytes of 1 to 4 channels; alpha stays. Draws `{ slant, seed }`, or null. A lower intensity makes it rarer.
 */
export const randomRain = defineImageTransform({
  name: "randomRain",
  summary: "Lays rain over a darkened picture.",
  options: z.strictObject({
    slantRange: rangeOf(slant).default([-10, 10]).describe("a number of degrees between -60 and 60, or [least, most]"),
    dropLength: z.number().min(1).max(200).optional().describe("a number of pixels between 1 and 200"),
    dropColor: z
      .tuple([level, level, level])
      .default([200, 200, 200])
      .describe("[red, green, blue], each between 0 and 255"),
    brightnessCoefficient: z.number().min(0).max(1).default(0.85).describe("a number between 0 and 1"),
    rainType: z
      .enum(["drizzle", "default", "heavy", "torrential"])
      .default("default")
      .describe('"drizzle", "default", "heavy" or "torrential"'),
    p: probability(0.5),
  }),
  changes: ["brightness", "texture", "detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, { slantRange, p }) =>
    random.chance(p) ? { slant: drawFrom(random, slantRange), seed: drawSeed(random) } : null,
  effect: (drawn, { dropLength, dropColor, brightnessCoefficient, rainType }) => {
    if (drawn === null) return undefined;
    const { density, length } = kinds[rainType];
    return {
      family: "pixel",
      accepts: { channels: [1, 2, 3, 4] },
      run: (memory, source) =>
        rain(
          memory,
          source,
          {
            density,
            length: Math.min(200, dropLength ?? Math.max(2, length * source.height)),
            slant: drawn.slant,
            color: dropColor,
            brightness: brightnessCoefficient,
          },
          drawn.seed,
        ),
    };
  },
});
