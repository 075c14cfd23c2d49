import { withProbability } from "../with-probability.ts";
import { transpose } from "./transpose.ts";

/** Swaps rows and columns with probability `p` (default 0.5). Draws `{ apply }`. */
export const randomTranspose = withProbability(transpose, {
  name: "randomTranspose",
  summary: "Swaps rows and columns with a probability.",
});
