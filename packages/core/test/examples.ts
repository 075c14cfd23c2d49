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
  centerCrop: [[16], [[40, 20]]],
  colorJitter: [[{ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }], [{ hue: [-0.3, 0.1] }]],
  compose: [[threeSteps()]],
  crop: [[{ x: 3, y: 2, width: 20, height: 16 }]],
  gaussianBlur: [[5], [[3, 7], { sigma: 1 }]],
  mixUp: [[{ alpha: 0.4, classes: 3 }]],
  normalize: [[{ mean: 0.5, std: 0.25 }]],
  oneOf: [[threeSteps()], [threeSteps(), { weights: [1, 0, 2] }]],
  randomApply: [[threeSteps()], [threeSteps(), { p: 0.9 }]],
  randomHorizontalFlip: [[{ p: 0.7 }]],
  randomOrder: [[threeSteps()]],
  randomResizedCrop: [[16], [[20, 12], { scale: [0.4, 0.9], ratio: [1, 2], interpolation: "bicubic" }]],
  randomRotation: [[30], [[90, 270], { expand: true, interpolation: "bilinear", fill: 7 }]],
  resize: [[12], [[31, 17], { interpolation: "bicubic", antialias: false }]],
  rotate: [[17], [90, { expand: true }], [{ degrees: -45, interpolation: "bilinear", fill: [9] }]],
  someOf: [[threeSteps()], [threeSteps(), { count: [1, 3] }]],
};
