import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { gammaCurve } from "./gamma.ts";

/**
 * Raises levels, taken as shares of the greatest, to the power of `gamma` and multiplies them by `gain` (default 1): gamma
 * above 1 darkens, below 1 brightens, 1 changes nothing. Both are numbers of at least 0. Alpha stays. Bytes of torchvision's
 * `adjust_gamma`.
 */
export const adjustGamma = defineImageTransform({
  name: "adjustGamma",
  summary: "Raises levels to a power.",
  options: z.strictObject({
    gamma: z.number().min(0).describe("a number of at least 0; 1 changes nothing"),
    gain: z.number().min(0).default(1).describe("a factor of at least 0"),
  }),
  positional: "gamma",
  changes: ["brightness"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, { gamma, gain }) => ({ family: "color", operations: [gammaCurve(gamma, gain)] }),
});
