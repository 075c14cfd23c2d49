import type { ExamplesOf } from "../helpers/example-types.ts";

/** Options for the contract tests of automatic policies, several sets where they lead different ways. */
export const policies = {
  augMix: [
    [{ severity: 8, mixtureWidth: 2, chainDepth: 2, allOps: false, interpolation: "nearest", fill: [9] }],
    [{ compat: "pillow" }],
  ],
  autoAugment: [
    [{ policy: "cifar10", compat: "pillow" }],
    [{ policy: "svhn", interpolation: "bilinear", fill: [128], strength: 0.8 }],
  ],
  randAugment: [
    [{ numOps: 3, magnitude: 6, bins: 10, interpolation: "bilinear", fill: [128], strength: 0.8 }],
    [{ numOps: 4, compat: "pillow" }],
  ],
  timmPolicy: [
    ["rand-m9-n2-mstd0.5-inc1"],
    [{ policy: "rand-n4-m12-mmax20-mstd101-p0.8-tweights", interpolation: "nearest", fill: [9], strength: 0.8 }],
    ["augmix-m5-w4-d2"],
    ["augmix-b1-mstd0.5-a2"],
    ["original-mstd0.5"],
    ["v0r"],
    ["3a"],
    ["rand-n3", { compat: "torchvision" }],
  ],
  trivialAugmentWide: [[{ bins: 10, interpolation: "bilinear", fill: [128], strength: 0.8 }], [{ compat: "pillow" }]],
} satisfies ExamplesOf;
