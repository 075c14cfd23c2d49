import { z } from "zod";
import { OptionError } from "../check.ts";
import { defineCombinator } from "./combinator.ts";

const whole = z.number().int().min(0);

/** Runs `count` of its steps, drawn without repetition for each sample, in their given order. */
export const someOf = defineCombinator({
  name: "someOf",
  summary: "Runs some of its steps, drawn for each sample, in the order given.",
  options: z.strictObject({
    count: z
      .union([whole, z.tuple([whole, whole]).refine(([low, high]) => low <= high)])
      .default(1)
      .describe("a whole number of steps, or [least, most]"),
  }),
  evaluatesAs: "choice",
  check: ({ count }, available) => {
    const most = typeof count === "number" ? count : count[1];
    if (most > available)
      throw new OptionError(`someOf: count must be at most the ${available} steps given, got ${most}`);
  },
  choose: (random, available, { count }) => {
    const [low, high] = typeof count === "number" ? [count, count] : count;
    const chosen = low + random.integer(high - low + 1);
    return random
      .permutation(available)
      .slice(0, chosen)
      .sort((a, b) => a - b);
  },
});
