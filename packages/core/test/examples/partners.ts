import type { ExamplesOf } from "../helpers/example-types.ts";

/** Options for the contract tests of transforms that meet other samples, several sets where they lead different ways. */
export const partners = {
  copyPaste: [[{ share: 0.7, scale: [0.5, 2], flip: 0.3, p: 0.9, mask: "mask" }]],
  mosaic: [[48], [[40, 64], { centerRange: [0, 1], fill: [9], p: 0.5 }]],
} satisfies ExamplesOf;
