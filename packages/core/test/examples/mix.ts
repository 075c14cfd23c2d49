import type { ExamplesOf } from "../helpers/example-types.ts";

/** Options for the contract tests of transforms that mix, several sets where they lead different ways. */
export const mix = {
  cutMix: [[{ alpha: 0.4, mode: "elem", p: 0.5, labelSmoothing: 0.1 }]],
  mixUp: [[{ alpha: 0.4, classes: 3 }]],
  mixUpOrCutMix: [[{ switchProb: 0.3, mode: "pair" }]],
} satisfies ExamplesOf;
