import { z } from "zod";
import { defineCombinator } from "./combinator.ts";

/** Runs all of its steps, in an order drawn for each sample. */
export const randomOrder = defineCombinator({
  name: "randomOrder",
  summary: "Runs all of its steps in a random order.",
  options: z.strictObject({}),
  evaluatesAs: "sequence",
  choose: (random, count) => random.permutation(count),
});
