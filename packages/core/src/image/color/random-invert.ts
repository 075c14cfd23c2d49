import { withProbability } from "../with-probability.ts";
import { invert } from "./invert.ts";

/** Inverts all levels with probability `p` (default 0.5). Alpha stays. Draws `{ apply }`. */
export const randomInvert = withProbability(invert, {
  name: "randomInvert",
  summary: "Inverts all levels with a probability.",
});
