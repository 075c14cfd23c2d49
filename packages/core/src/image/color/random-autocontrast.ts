import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";

/** Stretches each colour channel to all levels with probability `p` (default 0.5), as `autocontrast`. Draws `{ apply }`. */
export const randomAutocontrast = defineImageTransform({
  name: "randomAutocontrast",
  summary: "Stretches each channel to the whole range of levels with a probability.",
  options: z.strictObject({ p: probability(0.5) }),
  changes: ["color", "brightness"],
  evaluation: "nothing",
  intensity: ({ p }, intensity) => ({ p: p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, { p }) => ({ apply: random.chance(p) }),
  effect: ({ apply }) => (apply ? { family: "color", operations: [{ operation: "autocontrast" }] } : undefined),
});
