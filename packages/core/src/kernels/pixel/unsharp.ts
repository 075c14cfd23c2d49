import type { KernelMemory } from "../memory.ts";
import { allocateRaster, type Raster, requireBytes } from "../raster.ts";
import { allocateFloats, blurFloats, gaussian } from "./blur-floats.ts";
import { elementCount } from "./elements.ts";
import { pixelKernels } from "./module.ts";

export interface Unsharp {
  /** Odd, in pixels. */
  readonly size: number;
  /** In pixels; 0 is that of the size, as OpenCV has it. */
  readonly sigma: number;
  /** The share of the difference that is added. */
  readonly alpha: number;
  /** Levels by which a pixel must differ from the blurred one. */
  readonly threshold: number;
}

/**
 * Adds to 8-bit pixels a share of their difference from the blurred picture, where that is larger than the threshold, and
 * softly about there (Albumentations' unsharp_mask). Alpha stays. Returns a new raster.
 */
export function unsharpMask(memory: KernelMemory, source: Raster, { size, sigma, alpha, threshold }: Unsharp): Raster {
  requireBytes(source, "An unsharp mask");
  const count = elementCount(source);
  const output = allocateRaster(memory, source);
  const mark = memory.mark();
  const [picture, blurred, edges, soft] = Array.from({ length: 4 }, () => allocateFloats(memory, count)) as [
    number,
    number,
    number,
    number,
  ];
  const weights = weightsOf(size, sigma);
  const module = pixelKernels(memory);
  module.bytesToUnit(source.pointer, count, picture);
  blurFloats(memory, { ...source, pointer: picture }, { across: weights, border: "mirror" }, blurred);
  module.edges(picture, blurred, count, threshold / 255, edges);
  blurFloats(memory, { ...source, pointer: edges }, { across: weights, border: "mirror" }, soft);
  module.sharpenBy(picture, blurred, soft, count, source.channels, alpha, output.pointer);
  memory.release(mark);
  return output;
}

/** What OpenCV takes for Gaussians of these sizes where no standard deviation is given, from the middle outwards. */
const standard: Readonly<Record<number, readonly number[]>> = {
  3: [0.5, 0.25],
  5: [0.375, 0.25, 0.0625],
  7: [0.28125, 0.21875, 0.109375, 0.03125],
};

function weightsOf(size: number, sigma: number): readonly number[] {
  if (sigma > 0) return gaussian(size >> 1, sigma);
  return standard[size] ?? gaussian(size >> 1, 0.15 * size + 0.35);
}
