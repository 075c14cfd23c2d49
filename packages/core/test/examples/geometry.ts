import type { ExamplesOf } from "../helpers/example-types.ts";

/** Options for the contract tests of geometry transforms, several sets where they lead different ways. */
export const geometry = {
  affine: [
    [{ degrees: 12, translate: [2, -3], scale: 1.2, shear: [6, -4] }],
    [{ degrees: -30, shear: 10, center: [3, 4], interpolation: "bilinear", fill: 7 }],
  ],
  centerCrop: [[16], [[40, 20]]],
  crop: [[{ x: 3, y: 2, width: 20, height: 16 }]],
  randomAffine: [
    [20],
    [[-10, 45], { translate: [0.1, 0.2], scale: [0.8, 1.2], shear: [-5, 5, 0, 8], interpolation: "bilinear", fill: 7 }],
    [0, { shear: 12, center: [0, 0] }],
  ],
  randomHorizontalFlip: [[{ p: 0.7 }]],
  randomResizedCrop: [[16], [[20, 12], { scale: [0.4, 0.9], ratio: [1, 2], interpolation: "bicubic" }]],
  randomRotation: [[30], [[90, 270], { expand: true, interpolation: "bilinear", fill: 7 }]],
  resize: [[12], [[31, 17], { interpolation: "bicubic", antialias: false }]],
  rotate: [[17], [90, { expand: true }], [{ degrees: -45, interpolation: "bilinear", fill: [9] }]],
} satisfies ExamplesOf;
