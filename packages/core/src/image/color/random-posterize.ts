import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { bits, probability } from "../options.ts";
import { posterizing } from "./point-operations.ts";

/** Keeps the upper `bits` bits of each level, 0 to 8, with probability `p` (default 0.5). Alpha stays. Draws `{ apply }`. */
export const randomPosterize = defineImageTransform({
  name: "randomPosterize",
  summary: "Keeps the upper bits of each level with a probability.",
  options: z.strictObject({ bits, p: probability(0.5) }),
  positional: "bits",
  changes: ["color"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, { p }) => ({ apply: random.chance(p) }),
  effect: ({ apply }, options) => (apply ? { family: "color", operations: [posterizing(options.bits)] } : undefined),
});
