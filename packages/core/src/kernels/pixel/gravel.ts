import type { KernelMemory } from "../memory.ts";
import type { Raster } from "../raster.ts";
import { pixelKernels } from "./module.ts";
import { painting } from "./weather.ts";

/** A stone: a square around a point, `radius` pixels to each side of it, in a lightness of 0 to 255. */
export type Stone = {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly lightness: number;
};

/**
 * Strews stones over 8-bit pixels of 1 to 4 channels, in place: what lies under one keeps its hue and saturation and gets
 * its lightness; the last of several counts. The last column and row stay bare, as they do in Albumentations.
 */
export function gravel(memory: KernelMemory, raster: Raster, all: readonly Stone[]): Raster {
  return painting(memory, raster, (count) => {
    const { pointer, width, height, channels } = raster;
    const stones = memory.allocate(20 * all.length);
    const layer = memory.allocate(2 * count + 16);
    const words = new Int32Array(memory.memory.buffer, stones, 5 * all.length);
    for (const [index, { x, y, radius, lightness }] of all.entries()) {
      const left = Math.max(0, x - radius);
      const top = Math.max(0, y - radius);
      const right = Math.min(width - 1, x + radius);
      const bottom = Math.min(height - 1, y + radius);
      words.set([left, top, right, bottom, lightness], 5 * index);
    }
    pixelKernels(memory).gravel(pointer, width, height, channels, stones, all.length, layer);
  });
}
