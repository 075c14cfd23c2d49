import { sideSize } from "./side-size.ts";

/**
 * Resizes so that the longer side has `size` pixels, with the aspect kept; the other side is rounded to whole pixels
 * (Albumentations' LongestMaxSize).
 */
export const longestMaxSize = sideSize("longestMaxSize", "longer", ({ width, height }) => Math.max(width, height));
