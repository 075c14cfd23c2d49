import type { KernelMemory } from "../../memory.ts";
import { allocateRaster, type Raster } from "../../raster.ts";
import { allocateFloats, blurFloats, gaussian } from "../blur-floats.ts";
import { convolve, type Surrounding } from "../convolve.ts";
import { elementCount } from "../elements.ts";
import { motionSteps } from "../layers.ts";
import { pixelKernels } from "../module.ts";
import { disk } from "../surroundings.ts";
import { cornerZoom, zoomBlur as zoom } from "../zoom.ts";
import { at, type Corruption } from "./kinds.ts";

/** scikit-image's Gaussian of bytes: four deviations wide, edges repeated, cut to whole levels. A new raster. */
function smooth(memory: KernelMemory, source: Raster, sigma: number): Raster {
  const count = elementCount(source);
  const output = allocateRaster(memory, source);
  const mark = memory.mark();
  const picture = allocateFloats(memory, count);
  const blurred = allocateFloats(memory, count);
  const module = pixelKernels(memory);
  module.bytesToUnit(source.pointer, count, picture);
  const across = gaussian(Math.trunc(4 * sigma + 0.5), sigma);
  blurFloats(memory, { ...source, pointer: picture }, { across, border: "repeat" }, blurred);
  module.floatsToBytes(blurred, count, 255, true, output.pointer);
  memory.release(mark);
  return output;
}

export const gaussianBlur: Corruption = (memory, raster, severity) =>
  smooth(memory, raster, at(severity, [1, 2, 3, 4, 6]));

export const glassBlur: Corruption = (memory, raster, severity, { seed: [first, second] }) => {
  const [sigma, reach, times] = at(severity, [
    [0.7, 1, 2],
    [0.9, 2, 1],
    [1, 2, 3],
    [1.1, 3, 2],
    [1.5, 4, 2],
  ] as const);
  const once = smooth(memory, raster, sigma);
  const { pointer, width, height, channels } = once;
  pixelKernels(memory).jostle(pointer, width, height, channels, reach, times, first, second);
  return smooth(memory, once, sigma);
};

export const defocusBlur: Corruption = (memory, raster, severity) => {
  const [radius, rim] = at(severity, [
    [3, 0.1],
    [4, 0.5],
    [6, 0.5],
    [8, 0.5],
    [10, 0.5],
  ] as const);
  return convolve(memory, raster, disk(radius, rim), { keepAlpha: false, cut: true });
};

/** Towards an angle of −45° to 45°. */
export const motionBlur: Corruption = (memory, raster, severity, { direction }) => {
  const [radius, sigma] = at(severity, [
    [10, 3],
    [15, 5],
    [15, 8],
    [15, 12],
    [20, 15],
  ] as const);
  const steps = motionSteps({ radius, sigma, angle: 90 * direction - 45 }, raster);
  const size = 4 * radius + 1;
  const weights = new Float64Array(size * size);
  for (const { right, down, weight } of steps) {
    // What is moved to the right is read from the left.
    weights[(2 * radius - down) * size + (2 * radius - right)]! += weight;
  }
  const surrounding: Surrounding = { width: size, height: size, weights };
  return convolve(memory, raster, surrounding, { keepAlpha: false, cut: true, border: "repeat" });
};

export const zoomBlur: Corruption = (memory, raster, severity) => {
  const [end, step] = at(severity, [
    [1.11, 0.01],
    [1.16, 0.01],
    [1.21, 0.02],
    [1.26, 0.02],
    [1.31, 0.03],
  ] as const);
  // As NumPy counts and steps, to the last bit.
  const count = Math.ceil((end - 1) / step);
  const factors = Array.from({ length: count }, (_, index) => 1 + index * (1 + step - 1));
  return zoom(memory, raster, { factors, axis: cornerZoom, cut: true });
};
