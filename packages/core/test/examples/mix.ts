import type { ExamplesOf } from "../helpers/example-types.ts";

/** Options for the contract tests of transforms that mix, several sets where they lead different ways. */
export const mix = {
  mixUp: [[{ alpha: 0.4, classes: 3 }]],
} satisfies ExamplesOf;
