import { colorKernels } from "../color/module.ts";
import { histogramOf } from "../histogram.ts";
import type { KernelMemory } from "../memory.ts";
import type { Raster } from "../raster.ts";
import { colorCount } from "./elements.ts";
import { pixelKernels } from "./module.ts";

/** Adds a share of full brightness to the value of 8-bit colors, hue and saturation kept; gray is raised. In place. */
export function raiseValue(memory: KernelMemory, raster: Raster, added: number): Raster {
  const { pointer, width, height, channels } = raster;
  if (channels < 3) return throughTables(memory, raster, () => (level) => level + added * 255);
  pixelKernels(memory).raiseValue(pointer, width * height, channels, added * 255);
  return raster;
}

/** The saturation of 8-bit colors times a factor, and a share more; gray stays. In place. */
export function changeSaturation(memory: KernelMemory, raster: Raster, factor: number, added: number): Raster {
  const { pointer, width, height, channels } = raster;
  if (channels >= 3) pixelKernels(memory).changeSaturation(pointer, width * height, channels, factor, added);
  return raster;
}

/** Brings levels nearer to the mean of their channel: (level − mean) · factor + mean, cut. In place. */
export function flattenContrast(memory: KernelMemory, raster: Raster, factor: number): Raster {
  return throughTables(memory, raster, (mean) => (level) => (level - mean) * factor + mean);
}

/** Each color channel through a table that may depend on its mean. */
function throughTables(
  memory: KernelMemory,
  raster: Raster,
  levelsFor: (mean: number) => (level: number) => number,
): Raster {
  const { pointer, width, height, channels } = raster;
  const colors = colorCount(channels);
  const mark = memory.mark();
  const tables = memory.allocate(256 * colors);
  const pixels = width * height;
  const histogram = histogramOf(memory, raster);
  for (let channel = 0; channel < colors; channel++) {
    let sum = 0;
    for (let level = 0; level < 256; level++) sum += level * (histogram[256 * channel + level] as number);
    const toLevel = levelsFor(sum / pixels);
    const view = memory.bytesAt(tables + 256 * channel, 256);
    // What should be whole may come out just below.
    for (let level = 0; level < 256; level++) view[level] = Math.max(0, Math.min(255, toLevel(level) + 1e-9));
  }
  colorKernels(memory).lookupBands(pointer, pixels, channels, colors, tables);
  memory.release(mark);
  return raster;
}
