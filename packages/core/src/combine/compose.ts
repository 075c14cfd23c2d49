import { z } from "zod";
import { defineCombinator } from "./combinator.ts";

/** Runs its steps one after another. */
export const compose = defineCombinator({
  name: "compose",
  summary: "Runs its steps one after another.",
  options: z.strictObject({}),
  evaluatesAs: "sequence",
  choose: (_random, count) => Array.from({ length: count }, (_, i) => i),
});
