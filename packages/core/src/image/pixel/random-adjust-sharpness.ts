import { withProbability } from "../with-probability.ts";
import { adjustSharpness } from "./adjust-sharpness.ts";

/**
 * Changes the sharpness by `factor` with probability `p` (default 0.5), as `adjustSharpness`: 0 is blurred, 1 changes
 * nothing. Draws `{ apply }`. A lower intensity makes it rarer and brings the factor nearer to 1.
 */
export const randomAdjustSharpness = withProbability(adjustSharpness, {
  name: "randomAdjustSharpness",
  summary: "Changes the sharpness with a probability.",
  intensity: ({ factor }, intensity) => ({ factor: 1 + (factor - 1) * intensity }),
});
