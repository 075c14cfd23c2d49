import { sideSize } from "./side-size.ts";

/**
 * Resizes so that the shorter side has `size` pixels, with the aspect kept; the other side is rounded to whole pixels
 * (Albumentations' SmallestMaxSize; `resize` with one number cuts instead of rounding, as torchvision does).
 */
export const smallestMaxSize = sideSize("smallestMaxSize", "shorter", ({ width, height }) => Math.min(width, height));
