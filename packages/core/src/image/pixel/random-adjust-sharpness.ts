import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { adjustSharpness } from "../../kernels/sharpness.ts";
import { factor, probability } from "../options.ts";

/**
 * Changes the sharpness by `factor` with probability `p` (default 0.5), as `adjustSharpness`: 0 is blurred, 1 changes
 * nothing. Draws `{ apply }`. A lower intensity makes it rarer and brings the factor nearer to 1.
 */
export const randomAdjustSharpness = defineImageTransform({
  name: "randomAdjustSharpness",
  summary: "Changes the sharpness with a probability.",
  options: z.strictObject({ factor, p: probability(0.5) }),
  positional: "factor",
  changes: ["detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({
    factor: 1 + (options.factor - 1) * intensity,
    p: options.p * intensity,
  }),
  kinds: ["image"],
  draw: (random, _outline, { p }) => ({ apply: random.chance(p) }),
  effect: ({ apply }, options) =>
    apply ? { family: "pixel", run: (memory, source) => adjustSharpness(memory, source, options.factor) } : undefined,
});
