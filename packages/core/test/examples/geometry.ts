import type { ExamplesOf } from "../helpers/example-types.ts";

const tilted: [[number, number], [number, number], [number, number], [number, number]] = [
  [1, 2],
  [30, 0],
  [32, 22],
  [3, 24],
];
const upright: typeof tilted = [
  [0, 0],
  [32, 0],
  [32, 24],
  [0, 24],
];

/** Options for the contract tests of geometry transforms, several sets where they lead different ways. */
export const geometry = {
  affine: [
    [{ degrees: 12, translate: [2, -3], scale: 1.2, shear: [6, -4] }],
    [{ degrees: -30, shear: 10, center: [3, 4], interpolation: "bilinear", fill: 7 }],
    [{ degrees: 20, interpolation: "bicubic", border: "reflect" }],
  ],
  centerCrop: [[16], [[40, 20]]],
  crop: [[{ x: 3, y: 2, width: 20, height: 16 }]],
  cropNonEmptyMaskIfExists: [[16], [{ size: [20, 24], classes: [3], ignoreValues: [1] }]],
  d4: [[{ p: 0.9 }]],
  dihedral: [["r90"], [{ element: "hvt" }]],
  elasticTransform: [[30], [{ alpha: [10, 40], sigma: [3, 6], border: "edge", interpolation: "nearest" }]],
  gridDistortion: [[{ numSteps: 3, distortLimit: [-0.2, 0.5], interpolation: "bicubic" }]],
  letterbox: [[{ size: 24, fill: 5 }], [{ size: [40, 60], enlarge: false, border: "edge" }]],
  longestMaxSize: [[20], [{ size: 40, interpolation: "area" }]],
  opticalDistortion: [[0.3], [{ distortLimit: [0.1, 0.4], mode: "fisheye", border: "reflect" }]],
  pad: [[3], [{ padding: [1, 2, 3, 4], border: "symmetric" }], [{ padding: [4, 0], fill: [9] }]],
  padIfNeeded: [[{ minHeight: 30, minWidth: 30 }], [{ multipleOf: 16, position: "bottomRight", border: "wrap" }]],
  perspective: [[{ startpoints: upright, endpoints: tilted }]],
  randomAffine: [
    [20],
    [[-10, 45], { translate: [0.1, 0.2], scale: [0.8, 1.2], shear: [-5, 5, 0, 8], interpolation: "bilinear", fill: 7 }],
    [0, { shear: 12, center: [0, 0] }],
  ],
  randomBBoxTransform: [[{ shiftProb: 1, rotateProb: 1 }]],
  randomCrop: [[16], [[24, 32], { padding: [4, 2], border: "reflect" }], [20, { padIfNeeded: true, fill: 3 }]],
  randomHalfBody: [[{ prob: 1, minTotalKeypoints: 1, minUpperKeypoints: 1, minLowerKeypoints: 1 }]],
  randomHorizontalFlip: [[{ p: 0.7 }]],
  randomIoUCrop: [[{ minScale: 0.5, trials: 10 }]],
  randomPerspective: [[0.4, { p: 1, interpolation: "nearest" }]],
  randomResize: [[{ minSize: 12, maxSize: 30 }]],
  randomResizedCrop: [[16], [[20, 12], { scale: [0.4, 0.9], ratio: [1, 2], interpolation: "bicubic" }]],
  randomRotate90: [[{ p: 1 }]],
  randomRotation: [[30], [[90, 270], { expand: true, interpolation: "bilinear", fill: 7 }]],
  randomShortestSize: [[[10, 14, 20], { maxSize: 25 }], [[8, 12]]],
  randomSizedBBoxSafeCrop: [[16], [[20, 24], { erosionRate: 0.4 }]],
  randomZoomOut: [[{ p: 1, fill: 9 }]],
  resize: [
    [12],
    [[31, 17], { interpolation: "bicubic", antialias: false }],
    [20, { maxSize: 24, interpolation: "area" }],
  ],
  resizeToFit: [[20], [[40, 30]]],
  rotate: [[17], [90, { expand: true }], [{ degrees: -45, interpolation: "bilinear", fill: [9] }]],
  rotate90: [[2], [3]],
  scaleJitter: [[24], [[24, 30], { scaleRange: [0.5, 1.5] }]],
  smallestMaxSize: [[12], [{ size: 30, antialias: false }]],
  topdownAffine: [[16], [[24, 16], { padding: 1, border: "edge" }]],
} satisfies ExamplesOf;
