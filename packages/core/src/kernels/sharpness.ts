import type { KernelMemory } from "./memory.ts";
import { kernels } from "./module.ts";
import { allocateRaster, type Raster, requireBytes } from "./raster.ts";

/**
 * Blends 8-bit pixels with their mean over 3 × 3 pixels, in which the middle counts five times: `factor` 0 is the mean, 1
 * changes nothing, above 1 sharpens (torchvision v2's adjust_sharpness, to the byte). The outermost pixels stay, and so
 * does alpha, the last of 2 or 4 channels. Throws a RangeError for a factor below 0, a TypeError for other types.
 */
export function adjustSharpness(memory: KernelMemory, source: Raster, factor: number): Raster {
  requireBytes(source, "Sharpness");
  if (!(factor >= 0 && factor < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`A sharpness factor lies between 0 and infinity, not ${factor}`);
  }
  const { pointer, width, height, channels } = source;
  const output = allocateRaster(memory, source);
  kernels(memory).sharpness(pointer, width, height, channels, 1 - factor, output.pointer);
  return output;
}
