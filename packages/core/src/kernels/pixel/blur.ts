import type { KernelMemory } from "../memory.ts";
import { allocateRaster, type Raster, requireBytes } from "../raster.ts";
import { pixelKernels } from "./module.ts";

/** Means of 8-bit pixels over `size` × `size` (odd), mirrored at the edges, rounded (OpenCV's blur). A new raster. */
export function boxBlur(memory: KernelMemory, source: Raster, size: number): Raster {
  requireBytes(source, "A blur");
  const { pointer, width, height, channels } = source;
  const output = allocateRaster(memory, source);
  const mark = memory.mark();
  const sums = memory.allocate(2 * (width + size - 1) * channels + 64);
  pixelKernels(memory).boxBlur(pointer, width, height, channels, size, sums, output.pointer);
  memory.release(mark);
  return output;
}

/** Medians of 8-bit pixels over `size` × `size` (odd, 3 to 15), edges repeated (OpenCV's medianBlur). A new raster. */
export function medianBlur(memory: KernelMemory, source: Raster, size: number): Raster {
  requireBytes(source, "A median");
  const { pointer, width, height, channels } = source;
  const output = allocateRaster(memory, source);
  const mark = memory.mark();
  const padded = memory.allocate((width + size - 1) * channels * (height + size - 1) + 64);
  pixelKernels(memory).median(pointer, width, height, channels, size, padded, output.pointer);
  memory.release(mark);
  return output;
}
