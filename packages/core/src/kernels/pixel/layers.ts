import { cos, exp, sin } from "../math.ts";
import type { KernelMemory } from "../memory.ts";
import { allocateFloats } from "./blur-floats.ts";
import { pixelKernels } from "./module.ts";
import type { NoiseSeed } from "./noise.ts";
import { type Reading, writeReadings } from "./zoom.ts";

/** Layers of floats over a picture, one for each pixel, in kernel memory. */

/** Normal numbers, their mean and deviation as said. */
export function normalLayer(
  memory: KernelMemory,
  count: number,
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
  [first, second]: NoiseSeed,
): number {
  const layer = allocateFloats(memory, count);
  pixelKernels(memory).normalField(layer, count, mean, deviation, first, second);
  return layer;
}

/** A plane read between its values: as wide as there are readings of columns, as high as of rows. */
export function readLayer(
  memory: KernelMemory,
  source: { readonly pointer: number; readonly width: number },
  columns: readonly Reading[],
  rows: readonly Reading[],
): number {
  const layer = allocateFloats(memory, columns.length * rows.length);
  const mark = memory.mark();
  const tables = [columns, rows].map((readings) => memory.allocate(readings.length * 12)) as [number, number];
  writeReadings(memory, tables[0], columns, 4);
  writeReadings(memory, tables[1], rows, 4 * source.width);
  pixelKernels(memory).readBetween(source.pointer, columns.length, rows.length, ...tables, layer);
  memory.release(mark);
  return layer;
}

/** A step of a streak, in pixels, and its weight. */
export interface StreakStep {
  readonly right: number;
  readonly down: number;
  readonly weight: number;
}

/**
 * The steps of a motion whose weights fall as a Gaussian (ImageNet-C's motion blur): 2 · radius + 1 of them, those that
 * would leave the picture left out.
 */
export function motionSteps(
  { radius, sigma, angle }: { readonly radius: number; readonly sigma: number; readonly angle: number },
  { width, height }: { readonly width: number; readonly height: number },
): readonly StreakStep[] {
  const count = 2 * radius + 1;
  const weights = Array.from({ length: count }, (_, i) => exp(-(i * i) / (2 * sigma * sigma)));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const radians = (angle * Math.PI) / 180;
  const steps: StreakStep[] = [];
  for (const [i, weight] of weights.entries()) {
    const down = -Math.ceil(i * sin(radians) - 0.5);
    const right = -Math.ceil(i * cos(radians) - 0.5);
    if (Math.abs(down) >= height || Math.abs(right) >= width) break;
    steps.push({ right, down, weight: weight / sum });
  }
  return steps;
}

/** A layer drawn out along steps. One that is `full` goes on beyond its edges; of others, most is nothing, and all beyond. */
export function streakLayer(
  memory: KernelMemory,
  source: { readonly pointer: number; readonly width: number; readonly height: number },
  steps: readonly StreakStep[],
  full: boolean,
): number {
  const { pointer, width, height } = source;
  const layer = allocateFloats(memory, width * height);
  const mark = memory.mark();
  const taps = writeSteps(memory, steps);
  const { streak, streakFew } = pixelKernels(memory);
  (full ? streak : streakFew)(pointer, width, height, taps, steps.length, layer);
  memory.release(mark);
  return layer;
}

/** Steps as kernels read them: two whole numbers and a float each. */
export function writeSteps(memory: KernelMemory, steps: readonly StreakStep[]): number {
  const taps = memory.allocate(steps.length * 12);
  const view = new DataView(memory.memory.buffer, taps, steps.length * 12);
  for (const [index, { right, down, weight }] of steps.entries()) {
    view.setInt32(12 * index, right, true);
    view.setInt32(12 * index + 4, down, true);
    view.setFloat32(12 * index + 8, weight, true);
  }
  return taps;
}

/** A square map of clouds, 0 to 1, whose side is the next power of two of the longer side. */
export function cloudMap(
  memory: KernelMemory,
  { width, height }: { readonly width: number; readonly height: number },
  decay: number,
  [first, second]: NoiseSeed,
): { readonly pointer: number; readonly size: number } {
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, width, height)));
  const pointer = allocateFloats(memory, size * size);
  pixelKernels(memory).plasma(pointer, size, decay, first, second);
  return { pointer, size };
}
