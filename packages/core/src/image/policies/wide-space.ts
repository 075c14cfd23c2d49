import { bitsLess, type Choice, levelsDown, upTo, wholeUpTo } from "./magnitudes.ts";

/** The wide space of Müller and Hutter, "TrivialAugment" (2021), with torchvision's ranges. */
export const wideSpace: readonly Choice[] = [
  { operation: "identity" },
  { operation: "shearX", magnitude: upTo(0.99), signed: true },
  { operation: "shearY", magnitude: upTo(0.99), signed: true },
  { operation: "translateX", magnitude: wholeUpTo(32), signed: true },
  { operation: "translateY", magnitude: wholeUpTo(32), signed: true },
  { operation: "rotate", magnitude: upTo(135), signed: true },
  { operation: "brightness", magnitude: upTo(0.99), signed: true },
  { operation: "color", magnitude: upTo(0.99), signed: true },
  { operation: "contrast", magnitude: upTo(0.99), signed: true },
  { operation: "sharpness", magnitude: upTo(0.99), signed: true },
  { operation: "posterize", magnitude: bitsLess(6) },
  { operation: "solarize", magnitude: levelsDown },
  { operation: "autocontrast" },
  { operation: "equalize" },
];
