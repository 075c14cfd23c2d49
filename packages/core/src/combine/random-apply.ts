import { z } from "zod";
import { defineCombinator } from "./combinator.ts";

/** Runs all of its steps with probability `p` (default 0.5), or none. */
export const randomApply = defineCombinator({
  name: "randomApply",
  summary: "Runs all of its steps with a probability, or none.",
  options: z.strictObject({
    p: z.number().min(0).max(1).default(0.5).describe("a number between 0 and 1"),
  }),
  evaluatesAs: "choice",
  intensity: ({ p }, intensity) => ({ p: p * intensity }),
  choose: (random, count, { p }) => (random.chance(p) ? Array.from({ length: count }, (_, i) => i) : []),
});
