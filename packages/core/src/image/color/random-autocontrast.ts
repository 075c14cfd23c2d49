import { withProbability } from "../with-probability.ts";
import { autocontrast } from "./autocontrast.ts";

/** Stretches each colour channel to all levels with probability `p` (default 0.5), as `autocontrast` with its `compat`. Draws `{ apply }`. */
export const randomAutocontrast = withProbability(autocontrast, {
  name: "randomAutocontrast",
  summary: "Stretches each channel to the whole range of levels with a probability.",
});
