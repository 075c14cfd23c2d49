import type * as image from "@millrace/core/image";
import { threeSteps } from "./helpers/steps.ts";

type Factories = typeof image;
type ExamplesOf<Name extends keyof Factories> = readonly [
  Parameters<Factories[Name]>,
  ...(readonly Parameters<Factories[Name]>[]),
];
/** The transforms that cannot be called without anything. */
type Demanding = {
  [Name in keyof Factories]: [] extends Parameters<Factories[Name]> ? never : Name;
}[keyof Factories];

/**
 * Options and children for the contract tests, several sets where they lead different ways. A transform that can be
 * called without anything is tested so too, and needs no entry. All fit an image of 32 × 24.
 */
export const examples: { readonly [Name in Demanding]: ExamplesOf<Name> } & {
  readonly [Name in Exclude<keyof Factories, Demanding>]?: ExamplesOf<Name>;
} = {
  adjustBrightness: [[1.4], [{ factor: 0.5 }]],
  adjustContrast: [[0.6], [{ factor: 1.8 }]],
  adjustHue: [[0.2], [{ factor: -0.5 }]],
  adjustSaturation: [[0], [{ factor: 1.5 }]],
  adjustSharpness: [[1.7], [{ factor: 0 }]],
  affine: [
    [{ degrees: 12, translate: [2, -3], scale: 1.2, shear: [6, -4] }],
    [{ degrees: -30, shear: 10, center: [3, 4], interpolation: "bilinear", fill: 7 }],
  ],
  centerCrop: [[16], [[40, 20]]],
  colorJitter: [[{ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }], [{ hue: [-0.3, 0.1] }]],
  compose: [[threeSteps()]],
  crop: [[{ x: 3, y: 2, width: 20, height: 16 }]],
  gaussianBlur: [[5], [[3, 7], { sigma: 1 }]],
  mixUp: [[{ alpha: 0.4, classes: 3 }]],
  normalize: [[{ mean: 0.5, std: 0.25 }]],
  oneOf: [[threeSteps()], [threeSteps(), { weights: [1, 0, 2] }]],
  posterize: [[3], [{ bits: 8 }]],
  randomAdjustSharpness: [[2], [0.2, { p: 0.6 }]],
  randAugment: [[{ numOps: 3, magnitude: 6, bins: 10, interpolation: "bilinear", fill: [128], strength: 0.8 }]],
  randomAffine: [
    [20],
    [[-10, 45], { translate: [0.1, 0.2], scale: [0.8, 1.2], shear: [-5, 5, 0, 8], interpolation: "bilinear", fill: 7 }],
    [0, { shear: 12, center: [0, 0] }],
  ],
  randomApply: [[threeSteps()], [threeSteps(), { p: 0.9 }]],
  randomEqualize: [[{ p: 0.6 }]],
  randomErasing: [[{ p: 0.6, value: "random" }], [{ scale: [0.1, 0.2], ratio: [1, 2], value: 200 }]],
  randomHorizontalFlip: [[{ p: 0.7 }]],
  randomOrder: [[threeSteps()]],
  randomPosterize: [[2], [4, { p: 0.6 }]],
  randomResizedCrop: [[16], [[20, 12], { scale: [0.4, 0.9], ratio: [1, 2], interpolation: "bicubic" }]],
  randomRotation: [[30], [[90, 270], { expand: true, interpolation: "bilinear", fill: 7 }]],
  randomSolarize: [[128], [0, { p: 0.6 }]],
  resize: [[12], [[31, 17], { interpolation: "bicubic", antialias: false }]],
  rotate: [[17], [90, { expand: true }], [{ degrees: -45, interpolation: "bilinear", fill: [9] }]],
  solarize: [[128], [{ threshold: 0 }]],
  someOf: [[threeSteps()], [threeSteps(), { count: [1, 3] }]],
  trivialAugmentWide: [[{ bins: 10, interpolation: "bilinear", fill: [128], strength: 0.8 }]],
  views: [[threeSteps()], [[threeSteps()[1]]]],
};
