import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability, threshold } from "../options.ts";
import { solarizing } from "./point-operations.ts";

/** Inverts levels of at least `threshold`, 0 to 255, with probability `p` (default 0.5). Alpha stays. Draws `{ apply }`. */
export const randomSolarize = defineImageTransform({
  name: "randomSolarize",
  summary: "Inverts the levels from a threshold on with a probability.",
  options: z.strictObject({ threshold, p: probability(0.5) }),
  positional: "threshold",
  changes: ["color", "brightness"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, { p }) => ({ apply: random.chance(p) }),
  effect: ({ apply }, options) =>
    apply ? { family: "color", operations: [solarizing(options.threshold)] } : undefined,
});
