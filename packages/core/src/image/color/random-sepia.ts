import { withProbability } from "../with-probability.ts";
import { toSepia } from "./to-sepia.ts";

/** Tones the picture like an old photograph with probability `p` (default 0.5), as `toSepia`. Draws `{ apply }`. */
export const randomSepia = withProbability(toSepia, {
  name: "randomSepia",
  summary: "Tones the picture like an old photograph with a probability.",
});
