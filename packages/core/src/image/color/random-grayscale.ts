import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { compat } from "./compat.ts";
import { grayColors } from "./grayscale.ts";

/**
 * Turns colors to grey with probability `p` (default 0.1), as `grayscale` with its `compat`, and torchvision's
 * RandomGrayscale. Draws `{ apply }`.
 *
 * An image keeps its number of channels, as it does in torchvision. There is no `numOutputChannels`: samples would have one
 * channel or three by chance, and no batch holds both.
 */
export const randomGrayscale = defineImageTransform({
  name: "randomGrayscale",
  summary: "Turns colors to grey with a probability.",
  options: z.strictObject({ compat: compat("pillow", "opencv"), p: probability(0.1) }),
  changes: ({ p }) => (p === 0 ? [] : ["color"]),
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, { p }) => ({ apply: random.chance(p) }),
  effect: ({ apply }, options) => (apply ? grayColors(options.compat) : undefined),
});
