import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { quarterTurns, symmetryChanges, symmetrySteps } from "./symmetries.ts";

/**
 * Turns by 0, 1, 2 or 3 quarter turns, all equally likely, with probability `p` (default 0.5, as in Albumentations); pixels
 * move and keep their values. After an odd number width and height change places. Draws `{ turns }`. A lower intensity
 * makes it rarer.
 */
export const randomRotate90 = defineImageTransform({
  name: "randomRotate90",
  summary: "Turns by a random number of quarter turns with a probability.",
  options: z.strictObject({ p: probability(0.5) }),
  changes: ({ p }) => (p === 0 ? [] : symmetryChanges(quarterTurns)),
  canvas: () => "varies",
  evaluation: "nothing",
  intensity: ({ p }, intensity) => ({ p: p * intensity }),
  kinds: ["image", "mask"],
  draw: (random, _outline, { p }) => {
    const apply = random.chance(p);
    const turns = random.integer(4);
    return { turns: apply ? turns : 0 };
  },
  effect: ({ turns }) => ({
    family: "geometry",
    steps: (canvas) => symmetrySteps(canvas, quarterTurns[turns as 0 | 1 | 2 | 3]),
  }),
});
