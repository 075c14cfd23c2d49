import { withProbability } from "../with-probability.ts";
import { equalize } from "./equalize.ts";

/** Spreads the levels of each colour channel evenly with probability `p` (default 0.5), as `equalize` with its `compat`. Draws `{ apply }`. */
export const randomEqualize = withProbability(equalize, {
  name: "randomEqualize",
  summary: "Spreads the levels of each channel evenly with a probability.",
});
