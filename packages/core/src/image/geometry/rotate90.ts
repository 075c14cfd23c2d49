import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { quarterTurns, type Symmetry, symmetryChanges, symmetrySteps } from "./symmetries.ts";

/**
 * Turns by a fixed number of quarter turns, counter-clockwise; pixels move and keep their values. After an odd number width
 * and height change places.
 */
export const rotate90 = defineImageTransform({
  name: "rotate90",
  summary: "Turns by a fixed number of quarter turns, counter-clockwise.",
  options: z.strictObject({
    turns: z.number().int().min(0).max(3).default(1).describe("a whole number between 0 and 3"),
  }),
  positional: "turns",
  changes: ({ turns }) => symmetryChanges([turnOf(turns)]),
  canvas: ({ turns }) => (turns % 2 === 1 ? "varies" : undefined),
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: () => null,
  effect: (_draw, { turns }) => ({ family: "geometry", steps: (canvas) => symmetrySteps(canvas, turnOf(turns)) }),
});

function turnOf(turns: number): Symmetry {
  return quarterTurns[turns as 0 | 1 | 2 | 3];
}
