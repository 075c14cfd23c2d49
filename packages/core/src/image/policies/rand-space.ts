import type { Choice } from "./magnitudes.ts";

/** The largest translation of Cubuk et al., 150 pixels of 331, as a share. */
const largestMove = 150 / 331;

/** Shears, translations and turns of Cubuk et al., "AutoAugment" (2018) and "RandAugment" (2019). */
const spatial: readonly Choice[] = [
  { operation: "shearX", range: { from: 0, to: 0.3, unit: "slope" }, signed: true },
  { operation: "shearY", range: { from: 0, to: 0.3, unit: "slope" }, signed: true },
  { operation: "translateX", range: { from: 0, to: largestMove, unit: "width" }, signed: true },
  { operation: "translateY", range: { from: 0, to: largestMove, unit: "height" }, signed: true },
  { operation: "rotate", range: { from: 0, to: 30, unit: "degrees" }, signed: true },
];

/** Their operations on color. */
const colored: readonly Choice[] = [
  { operation: "brightness", range: { from: 0, to: 0.9, unit: "factor" }, signed: true },
  { operation: "color", range: { from: 0, to: 0.9, unit: "factor" }, signed: true },
  { operation: "contrast", range: { from: 0, to: 0.9, unit: "factor" }, signed: true },
  { operation: "sharpness", range: { from: 0, to: 0.9, unit: "factor" }, signed: true },
  { operation: "posterize", range: { from: 8, to: 4, unit: "bits" } },
  { operation: "solarize", range: { from: 255, to: 0, unit: "level" } },
  { operation: "autocontrast" },
  { operation: "equalize" },
];

/** The space of `randAugment`, with torchvision's ranges. */
export const randSpace: readonly Choice[] = [{ operation: "identity" }, ...spatial, ...colored];

/** The space of `autoAugment`: the same, but for what inverts in place of what does nothing. */
export const autoSpace: readonly Choice[] = [...spatial, ...colored, { operation: "invert" }];
