import { z } from "zod";
import { OptionError } from "../check.ts";
import { defineCombinator } from "./combinator.ts";

/** Runs one of its steps, drawn anew for each sample; `weights` need not sum to 1. Default: all alike. */
export const oneOf = defineCombinator({
  name: "oneOf",
  summary: "Runs one of its steps, drawn for each sample.",
  options: z.strictObject({
    weights: z.array(z.number().min(0)).optional().describe("one number of at least 0 for each step, not all 0"),
  }),
  evaluatesAs: "choice",
  check: ({ weights }, count) => {
    if (count === 0) throw new OptionError("oneOf: at least one step is needed");
    if (weights === undefined) return;
    if (weights.length !== count)
      throw new OptionError(`oneOf: ${count} steps need ${count} weights, got ${weights.length}`);
    if (!weights.some((weight) => weight > 0)) throw new OptionError("oneOf: at least one weight must be above 0");
  },
  choose: (random, count, { weights }) => {
    if (weights === undefined) return [random.integer(count)];
    let rest = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < count; i++) {
      rest -= weights[i] as number;
      if (rest < 0) return [i];
    }
    // Rounding may leave a trace of the sum: the last step that can be drawn takes it.
    return [weights.findLastIndex((weight) => weight > 0)];
  },
});
