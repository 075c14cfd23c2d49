import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";

/** Spreads the levels of each colour channel evenly with probability `p` (default 0.5), as `equalize`. Draws `{ apply }`. */
export const randomEqualize = defineImageTransform({
  name: "randomEqualize",
  summary: "Spreads the levels of each channel evenly with a probability.",
  options: z.strictObject({ p: probability(0.5) }),
  changes: ["color", "brightness"],
  evaluation: "nothing",
  intensity: ({ p }, intensity) => ({ p: p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, { p }) => ({ apply: random.chance(p) }),
  effect: ({ apply }) => (apply ? { family: "color", operations: [{ operation: "equalize" }] } : undefined),
});
