import type { KernelMemory } from "../memory.ts";
import { type Raster, requireBytes } from "../raster.ts";
import { pixelKernels } from "./module.ts";

/** Tables K.1 and K.2 of the standard (ITU T.81), in row order: steps of gray and of chroma at quality 50. */
const lumaSteps = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];
const chromaSteps = [
  17,
  18,
  24,
  47,
  99,
  99,
  99,
  99,
  18,
  21,
  26,
  66,
  99,
  99,
  99,
  99,
  24,
  26,
  56,
  99,
  99,
  99,
  99,
  99,
  47,
  66,
  99,
  99,
  99,
  ...Array.from({ length: 35 }, () => 99),
];

const tableBytes = 640;

/**
 * Codes 8-bit pixels of 1 to 4 channels to JPEG and back, in place, as libjpeg-turbo does and Pillow with it: steps of the
 * standard scaled by `quality` (1 to 100), chroma halved both ways, whole-number transforms, interpolated chroma. The
 * last of 2 or 4 channels is alpha and stays. Throws a RangeError for another quality, a TypeError for other types.
 */
export function jpeg(memory: KernelMemory, raster: Raster, quality: number): Raster {
  requireBytes(raster, "JPEG");
  if (!(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
    throw new RangeError(`A quality is a whole number between 1 and 100, not ${quality}`);
  }
  const { pointer, width, height, channels } = raster;
  const mark = memory.mark();
  const module = pixelKernels(memory);
  const tables = memory.allocate(2 * tableBytes);
  const scratch = memory.allocate(module.jpegScratch(width, height, channels));
  writeTable(memory, tables, lumaSteps, quality);
  writeTable(memory, tables + tableBytes, chromaSteps, quality);
  module.jpeg(pointer, width, height, channels, tables, scratch);
  memory.release(mark);
  return raster;
}

/** The steps at a quality, as libjpeg scales them: whole numbers from 1 to 255. */
function scaled(step: number, quality: number): number {
  const percent = quality < 50 ? Math.trunc(5000 / quality) : 200 - 2 * quality;
  return Math.min(255, Math.max(1, Math.trunc((step * percent + 50) / 100)));
}

/** Coefficients come times eight, so they are divided by eight times the step. */
function writeTable(memory: KernelMemory, pointer: number, steps: readonly number[], quality: number): void {
  const view = new DataView(memory.memory.buffer, pointer, tableBytes);
  for (const [index, step] of steps.entries()) {
    const divisor = 8 * scaled(step, quality);
    view.setInt16(2 * index, divisor / 8, true);
    view.setInt16(128 + 2 * index, divisor, true);
    view.setInt16(256 + 2 * index, divisor / 2, true);
    view.setFloat32(384 + 4 * index, 1 / divisor, true);
  }
}
