import type { KernelMemory } from "../memory.ts";
import { type Raster, requireBytes } from "../raster.ts";
import { colorChannels } from "./channels.ts";
import { type Eigen, eigenOf } from "./eigen.ts";
import { colorKernels } from "./module.ts";

/**
 * Moves the colors of 8-bit pixels about their mean, in place: along band k of the deviations by the k-th principal
 * component, times its variance (of levels from 0 to 1) and `alphas[k]`. Alpha stays.
 */
export function fancyPca(memory: KernelMemory, raster: Raster, alphas: readonly number[]): void {
  requireBytes(raster, "Fancy PCA");
  const { pointer, width, height, channels } = raster;
  const colors = colorChannels(channels);
  if (alphas.length < colors)
    throw new RangeError(`Fancy PCA of ${colors} channels takes as many numbers, not ${alphas.length}`);
  const mark = memory.mark();
  const count = width * height;
  const { mean, covariance } = statistics(memory, raster);
  const added = deviationWeights(covariance, alphas);
  if (colors === 3) {
    const columns = memory.allocate(64);
    const values = memory.floatsAt(columns, 16);
    for (const [to, weights] of added.entries()) {
      for (const [from, weight] of weights.entries()) values[from * 4 + to] = weight + (from === to ? 1 : 0);
      values[12 + to] = offset(weights, mean);
    }
    colorKernels(memory).mixThree(pointer, count, channels, columns);
  } else {
    const rows = memory.allocate(colors * (colors + 1) * 4);
    const scratch = memory.allocate(colors);
    const values = memory.floatsAt(rows, colors * (colors + 1));
    for (const [to, weights] of added.entries()) {
      const row = weights.map((weight, from) => weight + (from === to ? 1 : 0));
      values.set([...row, offset(weights, mean)], to * (colors + 1));
    }
    colorKernels(memory).mixBands(pointer, count, channels, colors, rows, scratch);
  }
  memory.release(mark);
}

/** What keeps the mean where it is. */
function offset(weights: readonly number[], mean: readonly number[]): number {
  return -weights.reduce((sum, weight, at) => sum + weight * mean[at]!, 0);
}

/** Mean levels, and covariances of levels from 0 to 1; of a single pixel nothing varies. */
function statistics(memory: KernelMemory, { pointer, width, height, channels }: Raster) {
  const colors = colorChannels(channels);
  const count = width * height;
  const numbers = colors + (colors * (colors + 1)) / 2;
  const output = memory.allocate(numbers * 8);
  colorKernels(memory).moments(pointer, count, channels, colors, output);
  const sums = new Float64Array(memory.memory.buffer, output, numbers);
  const mean = Array.from({ length: colors }, (_, at) => sums[at]! / count);
  const covariance = mean.map(() => new Array<number>(colors).fill(0));
  let at = colors;
  for (let first = 0; first < colors; first++) {
    for (let second = first; second < colors; second++) {
      const spread = sums[at]! - sums[first]! * mean[second]!;
      const shared = Math.max(1, colors === 1 ? count : count - 1) * 255 * 255;
      covariance[first]![second] = spread / shared;
      covariance[second]![first] = spread / shared;
      at++;
    }
  }
  return { mean, covariance };
}

/** What is added to each band for each band's deviation. A single band's component is itself, and its deviation counts. */
function deviationWeights(covariance: readonly (readonly number[])[], alphas: readonly number[]): readonly number[][] {
  if (covariance.length === 1) return [[alphas[0]! * Math.sqrt(Math.max(0, covariance[0]![0]!))]];
  const components: readonly Eigen[] = eigenOf(covariance);
  return covariance.map((_, to) => components.map(({ value, vector }, from) => vector[to]! * alphas[from]! * value));
}
