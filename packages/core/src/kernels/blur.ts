import type { KernelMemory } from "./memory.ts";
import { kernels } from "./module.ts";
import { allocateRaster, type Raster, requireBytes } from "./raster.ts";

export interface GaussianBlur {
  /** Taps along each axis, odd. */
  readonly kernelWidth: number;
  readonly kernelHeight: number;
  /** Standard deviations in pixels, above 0. */
  readonly sigmaX: number;
  readonly sigmaY: number;
}

/**
 * Blurs 8-bit pixels: the image mirrored at its edges without repeating them, as torchvision v2's gaussian_blur, in
 * whole numbers: weights of 14 bits, six bits behind the point between the two directions. Results are those of the
 * exact sum rounded, or the level beside where that is within some hundredths of the middle. Throws RangeError for a
 * kernel that is not odd, reaches as far as the image is long or has no positive sigma.
 */
export function gaussianBlur(memory: KernelMemory, source: Raster, options: GaussianBlur): Raster {
  const { kernelWidth, kernelHeight, sigmaX, sigmaY } = options;
  requireBytes(source, "A blur");
  const { width, height, channels } = source;
  requireKernel("width", kernelWidth, sigmaX, width);
  requireKernel("height", kernelHeight, sigmaY, height);
  const output = allocateRaster(memory, source);
  const mark = memory.mark();
  const radiusX = kernelWidth >> 1;
  const radiusY = kernelHeight >> 1;
  const weightsX = memory.allocate((radiusX + 4) * 2);
  const weightsY = memory.allocate((radiusY + 4) * 2);
  const scratch = memory.allocate((width + 2 * radiusX + 4) * channels * 2 + radiusY * 8 + 128);
  const module = kernels(memory);
  module.wholeGaussianWeights(radiusX, sigmaX, weightsX);
  module.wholeGaussianWeights(radiusY, sigmaY, weightsY);
  module.blur(source.pointer, width, height, channels, weightsX, radiusX, weightsY, radiusY, scratch, output.pointer);
  memory.release(mark);
  return output;
}

function requireKernel(side: "width" | "height", taps: number, sigma: number, length: number): void {
  if (!Number.isInteger(taps) || taps < 1 || taps % 2 === 0) {
    throw new RangeError(`The kernel ${side} is an odd number of pixels, not ${taps}`);
  }
  if (taps >> 1 >= length) {
    throw new RangeError(
      `A kernel ${side} of ${taps} mirrors ${taps >> 1} pixels at an edge; an image ${side} of ${length} has ${length - 1}`,
    );
  }
  if (!(sigma > 0 && sigma < Number.POSITIVE_INFINITY)) throw new RangeError(`A sigma is above 0, not ${sigma}`);
}
