import type { ExamplesOf } from "../helpers/example-types.ts";

/** Options for the contract tests of coverings, several sets where they lead different ways. */
export const occlusion = {
  coarseDropout: [
    [{ numHolesRange: [2, 5], holeHeightRange: [2, 6], holeWidthRange: [0.05, 0.3], fill: "random", p: 0.9 }],
    [{ fill: "randomUniform", fillMask: 3, p: 0.9 }],
  ],
  cutout: [[{ holes: [] }], [{ holes: [[-2, 3, 9, 50]], fill: 120, fillMask: 255 }]],
  gridDropout: [
    [{ ratio: 0.7, unitSizeRange: [5, 9], fill: "randomUniform", p: 0.9 }],
    [{ holesNumberXy: [5, 3], randomOffset: false, shiftXy: [1, 2], fill: 9, p: 0.9 }],
  ],
} satisfies ExamplesOf;
