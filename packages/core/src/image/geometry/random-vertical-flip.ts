import { withProbability } from "../with-probability.ts";
import { verticalFlip } from "./vertical-flip.ts";

/** Mirrors top and bottom with probability `p` (default 0.5). Draws `{ apply }`. */
export const randomVerticalFlip = withProbability(verticalFlip, {
  name: "randomVerticalFlip",
  summary: "Mirrors top and bottom with a probability.",
});
