import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { equalizingTiles, tileGridSize } from "./tiles.ts";

const clip = z.number().min(1).max(1000);

/**
 * Does what `clahe` does with probability `p` (default 0.5), with a limit drawn evenly from `clipLimit` (default [1, 4]),
 * from 1. `tileGridSize` (default [8, 8]) is the number of parts across and down. Albumentations' CLAHE. Draws
 * `{ clipLimit }` or null. A lower intensity makes it rarer.
 *
 * @throws RangeError for images of more than 4 channels.
 */
export const randomClahe = defineImageTransform({
  name: "randomClahe",
  summary: "Spreads the levels of each part of the picture by its own histogram, with a probability.",
  options: z.strictObject({
    p: probability(0.5),
    clipLimit: z
      .tuple([clip, clip])
      .refine(([low, high]) => low <= high)
      .default([1, 4])
      .describe("[least, most] between 1 and 1000, least first"),
    tileGridSize,
  }),
  changes: ({ p }) => (p === 0 ? [] : ["brightness", "color"]),
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, { p, clipLimit }) => (random.chance(p) ? { clipLimit: random.uniform(...clipLimit) } : null),
  effect: (drawn, { tileGridSize: grid }) =>
    drawn === null ? undefined : equalizingTiles({ clipLimit: drawn.clipLimit, tileGridSize: grid }),
});
