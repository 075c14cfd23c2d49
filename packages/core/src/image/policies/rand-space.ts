import { bitsLess, type Choice, levelsDown, shareUpTo, upTo } from "./magnitudes.ts";

/** The largest translation of Cubuk et al., 150 pixels of 331, as a share. */
const largestMove = 150 / 331;

/** The space of Cubuk et al., "RandAugment" (2019), with torchvision's ranges. */
export const randSpace: readonly Choice[] = [
  { operation: "identity" },
  { operation: "shearX", magnitude: upTo(0.3), signed: true },
  { operation: "shearY", magnitude: upTo(0.3), signed: true },
  { operation: "translateX", magnitude: shareUpTo(largestMove, "width"), signed: true },
  { operation: "translateY", magnitude: shareUpTo(largestMove, "height"), signed: true },
  { operation: "rotate", magnitude: upTo(30), signed: true },
  { operation: "brightness", magnitude: upTo(0.9), signed: true },
  { operation: "color", magnitude: upTo(0.9), signed: true },
  { operation: "contrast", magnitude: upTo(0.9), signed: true },
  { operation: "sharpness", magnitude: upTo(0.9), signed: true },
  { operation: "posterize", magnitude: bitsLess(4) },
  { operation: "solarize", magnitude: levelsDown },
  { operation: "autocontrast" },
  { operation: "equalize" },
];
