import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { inverting } from "./point-operations.ts";

/** Inverts all levels with probability `p` (default 0.5). Alpha stays. Draws `{ apply }`. */
export const randomInvert = defineImageTransform({
  name: "randomInvert",
  summary: "Inverts all levels with a probability.",
  options: z.strictObject({ p: probability(0.5) }),
  changes: ["color", "brightness"],
  evaluation: "nothing",
  intensity: ({ p }, intensity) => ({ p: p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, { p }) => ({ apply: random.chance(p) }),
  effect: ({ apply }) => (apply ? { family: "color", operations: [inverting] } : undefined),
});
