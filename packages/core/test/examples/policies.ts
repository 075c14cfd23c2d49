import type { ExamplesOf } from "../helpers/example-types.ts";

/** Options for the contract tests of automatic policies, several sets where they lead different ways. */
export const policies = {
  augMix: [[{ severity: 8, mixtureWidth: 2, chainDepth: 2, allOps: false, interpolation: "nearest", fill: [9] }]],
  autoAugment: [[{ policy: "cifar10" }], [{ policy: "svhn", interpolation: "bilinear", fill: [128], strength: 0.8 }]],
  randAugment: [[{ numOps: 3, magnitude: 6, bins: 10, interpolation: "bilinear", fill: [128], strength: 0.8 }]],
  trivialAugmentWide: [[{ bins: 10, interpolation: "bilinear", fill: [128], strength: 0.8 }]],
} satisfies ExamplesOf;
