import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { mostColors } from "./color-count.ts";

/**
 * Puts the color channels into a random order with probability `p` (default 0.5), all orders alike, the present one among
 * them. Albumentations' ChannelShuffle, torchvision's RandomChannelPermutation. Alpha stays, and so do images of one color
 * channel. Does what `permuteChannels` does; of several images, each takes what it has of the order. Draws `{ order }` or
 * null.
 */
export const channelShuffle = defineImageTransform({
  name: "channelShuffle",
  summary: "Puts the color channels into a random order with a probability.",
  options: z.strictObject({ p: probability(0.5) }),
  changes: ({ p }) => (p === 0 ? [] : ["color"]),
  evaluation: "nothing",
  intensity: ({ p }, intensity) => ({ p: p * intensity }),
  kinds: ["image"],
  draw: (random, outline, { p }) => (random.chance(p) ? { order: random.permutation(mostColors(outline)) } : null),
  effect: (drawn) =>
    drawn === null ? undefined : { family: "color", operations: [{ operation: "permutation", order: drawn.order }] },
});
