import { withProbability } from "../with-probability.ts";
import { horizontalFlip } from "./horizontal-flip.ts";

/** Mirrors left and right with probability `p` (default 0.5). Draws `{ apply }`. */
export const randomHorizontalFlip = withProbability(horizontalFlip, {
  name: "randomHorizontalFlip",
  summary: "Mirrors left and right with a probability.",
});
