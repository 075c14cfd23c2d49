import { withProbability } from "../with-probability.ts";
import { posterize } from "./posterize.ts";

/** Keeps the upper `bits` bits of each level, 0 to 8, with probability `p` (default 0.5). Alpha stays. Draws `{ apply }`. */
export const randomPosterize = withProbability(posterize, {
  name: "randomPosterize",
  summary: "Keeps the upper bits of each level with a probability.",
});
