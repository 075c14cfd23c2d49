import type { Choice } from "./magnitudes.ts";

/** The wide space of Müller and Hutter, "TrivialAugment" (2021), with torchvision's ranges. */
export const wideSpace: readonly Choice[] = [
  { operation: "identity" },
  { operation: "shearX", range: { from: 0, to: 0.99, unit: "slope" }, signed: true },
  { operation: "shearY", range: { from: 0, to: 0.99, unit: "slope" }, signed: true },
  { operation: "translateX", range: { from: 0, to: 32, unit: "pixels" }, signed: true },
  { operation: "translateY", range: { from: 0, to: 32, unit: "pixels" }, signed: true },
  { operation: "rotate", range: { from: 0, to: 135, unit: "degrees" }, signed: true },
  { operation: "brightness", range: { from: 0, to: 0.99, unit: "factor" }, signed: true },
  { operation: "color", range: { from: 0, to: 0.99, unit: "factor" }, signed: true },
  { operation: "contrast", range: { from: 0, to: 0.99, unit: "factor" }, signed: true },
  { operation: "sharpness", range: { from: 0, to: 0.99, unit: "factor" }, signed: true },
  { operation: "posterize", range: { from: 8, to: 2, unit: "bits" } },
  { operation: "solarize", range: { from: 255, to: 0, unit: "level" } },
  { operation: "autocontrast" },
  { operation: "equalize" },
];
