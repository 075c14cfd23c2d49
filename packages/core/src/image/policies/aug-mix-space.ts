import type { Choice } from "./magnitudes.ts";

/** The operations of Hendrycks et al., "AugMix" (2019), with torchvision's ranges. */
export const augMixPartialSpace: readonly Choice[] = [
  { operation: "shearX", range: { from: 0, to: 0.3, unit: "slope" }, signed: true },
  { operation: "shearY", range: { from: 0, to: 0.3, unit: "slope" }, signed: true },
  { operation: "translateX", range: { from: 0, to: 1 / 3, unit: "width" }, signed: true },
  { operation: "translateY", range: { from: 0, to: 1 / 3, unit: "height" }, signed: true },
  { operation: "rotate", range: { from: 0, to: 30, unit: "degrees" }, signed: true },
  { operation: "posterize", range: { from: 4, to: 0, unit: "bits" } },
  { operation: "solarize", range: { from: 255, to: 0, unit: "level" } },
  { operation: "autocontrast" },
  { operation: "equalize" },
];

/** These and those that the corruptions of ImageNet-C have too. */
export const augMixSpace: readonly Choice[] = [
  ...augMixPartialSpace,
  { operation: "brightness", range: { from: 0, to: 0.9, unit: "factor" }, signed: true },
  { operation: "color", range: { from: 0, to: 0.9, unit: "factor" }, signed: true },
  { operation: "contrast", range: { from: 0, to: 0.9, unit: "factor" }, signed: true },
  { operation: "sharpness", range: { from: 0, to: 0.9, unit: "factor" }, signed: true },
];
