import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { symmetryChanges, symmetryNames, symmetrySteps } from "./symmetries.ts";

/**
 * One of the eight symmetries of the square, all equally likely, with probability `p` (default 1): for pictures without an
 * up and a left, such as those from above or through a microscope (Albumentations' D4). Draws `{ element }`, one of the
 * names that `dihedral` takes. A lower intensity makes it rarer.
 */
export const d4 = defineImageTransform({
  name: "d4",
  summary: "One of the eight symmetries of the square.",
  options: z.strictObject({ p: probability(1) }),
  changes: ({ p }) => (p === 0 ? [] : symmetryChanges(symmetryNames)),
  canvas: () => "varies",
  evaluation: "nothing",
  intensity: ({ p }, intensity) => ({ p: p * intensity }),
  kinds: ["image", "mask"],
  draw: (random, _outline, { p }) => {
    const apply = random.chance(p);
    const element = symmetryNames[random.integer(symmetryNames.length)] ?? "e";
    return { element: apply ? element : "e" };
  },
  effect: ({ element }) => ({ family: "geometry", steps: (canvas) => symmetrySteps(canvas, element) }),
});
