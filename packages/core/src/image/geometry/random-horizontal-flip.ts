import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { flipStep } from "./steps.ts";

/** Mirrors left and right with probability `p` (default 0.5). Draws `{ flip }`. */
export const randomHorizontalFlip = defineImageTransform({
  name: "randomHorizontalFlip",
  summary: "Mirrors left and right with a probability.",
  options: z.strictObject({ p: probability(0.5) }),
  changes: ["mirror"],
  evaluation: "nothing",
  intensity: ({ p }, intensity) => ({ p: p * intensity }),
  kinds: ["image", "mask"],
  draw: (random, _outline, { p }) => ({ flip: random.chance(p) }),
  effect: ({ flip }) =>
    flip ? { family: "geometry", steps: (canvas) => [flipStep(canvas, { flipX: true })] } : undefined,
});
