import type { ExamplesOf } from "../helpers/example-types.ts";

/** Options for the contract tests of transforms that meet other samples, several sets where they lead different ways. */
export const partners = {
  mosaic: [[48], [[40, 64], { centerRange: [0, 1], fill: [9], p: 0.5 }]],
} satisfies ExamplesOf;
