import { withProbability } from "../with-probability.ts";
import { grayscale } from "./grayscale.ts";

/** Turns colors to grey with probability `p` (default 0.1), as `grayscale` with its `compat`, and torchvision's RandomGrayscale. Draws `{ apply }`. */
export const randomGrayscale = withProbability(grayscale, {
  name: "randomGrayscale",
  summary: "Turns colors to grey with a probability.",
  p: 0.1,
});
