import type { ExamplesOf } from "../helpers/example-types.ts";

/** Options for the contract tests of noise, several sets where they lead different ways. */
export const noise = {
  gaussianNoise: [[{ mean: 0.1, sigma: [0.05, 0.3] }]],
  isoNoise: [[{ colorShift: [0.1, 0.2], intensity: [0.3, 0.9], p: 0.9 }]],
  multiplicativeNoise: [
    [{ perChannel: true, p: 0.9 }],
    [{ multiplier: [0.5, 1.5], elementwise: true, p: 0.9 }],
    [{ perChannel: true, elementwise: true, p: 0.9 }],
  ],
  pixelDropout: [[{ dropoutProb: 0.2, perChannel: true, dropValue: "random", p: 0.9 }], [{ dropValue: 7, p: 0.9 }]],
  saltAndPepper: [[{ amount: 0.2, saltVsPepper: [0, 1], p: 0.9 }]],
  shotNoise: [[{ scale: [0.002, 0.3], p: 0.9 }]],
} satisfies ExamplesOf;
