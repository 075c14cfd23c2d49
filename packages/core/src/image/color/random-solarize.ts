import { withProbability } from "../with-probability.ts";
import { solarize } from "./solarize.ts";

/** Inverts levels of at least `threshold`, 0 to 255, with probability `p` (default 0.5). Alpha stays. Draws `{ apply }`. */
export const randomSolarize = withProbability(solarize, {
  name: "randomSolarize",
  summary: "Inverts the levels from a threshold on with a probability.",
});
