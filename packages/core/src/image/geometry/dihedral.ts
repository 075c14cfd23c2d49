import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { symmetryChanges, symmetryNames, symmetrySteps } from "./symmetries.ts";

/**
 * Applies a fixed symmetry of the square: nothing (`e`), turns counter-clockwise (`r90`, `r180`, `r270`), mirrors of top and
 * bottom (`v`), of left and right (`h`), about the diagonal (`t`) or about the other one (`hvt`).
 */
export const dihedral = defineImageTransform({
  name: "dihedral",
  summary: "Applies a fixed symmetry of the square.",
  options: z.strictObject({
    element: z.enum(symmetryNames).describe('"e", "r90", "r180", "r270", "v", "hvt", "h" or "t"'),
  }),
  positional: "element",
  changes: ({ element }) => symmetryChanges([element]),
  canvas: ({ element }) => (["r90", "r270", "hvt", "t"].includes(element) ? "varies" : undefined),
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: () => null,
  effect: (_draw, { element }) => ({ family: "geometry", steps: (canvas) => symmetrySteps(canvas, element) }),
});
