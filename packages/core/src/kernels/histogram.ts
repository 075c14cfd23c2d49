import { colorChannels } from "./color/channels.ts";
import { colorKernels } from "./color/module.ts";
import type { LookupTable, Most } from "./lookup-table.ts";
import type { KernelMemory } from "./memory.ts";
import type { Raster } from "./raster.ts";

/** How often each level occurs in each color channel, one channel after another; alpha is not counted. */
export type Histogram = Uint32Array;

/** Counts the levels of pixels of 8 or 16 bits. */
export function histogramOf(memory: KernelMemory, { pointer, width, height, channels, type }: Raster): Histogram {
  const colors = colorChannels(channels);
  const levels = type === "uint16" ? 65536 : 256;
  const mark = memory.mark();
  const counts = memory.allocate(colors * levels * 4);
  const { histograms, shortHistograms } = colorKernels(memory);
  const count = type === "uint16" ? shortHistograms : histograms;
  count(pointer, width * height, channels, colors, counts);
  const histogram = new Uint32Array(memory.memory.buffer, counts, colors * levels).slice();
  memory.release(mark);
  return histogram;
}

/** The least and the greatest level of each color channel. */
export interface Extremes {
  readonly least: readonly number[];
  readonly greatest: readonly number[];
}

/** Finds the outermost levels without counting all of them, where a kernel can; undefined elsewhere. */
export function quickExtremes(
  memory: KernelMemory,
  { pointer, width, height, channels, type }: Raster,
): Extremes | undefined {
  const count = width * height;
  if (type !== "uint8" || channels !== 3 || count < 16) return undefined;
  const mark = memory.mark();
  const found = memory.allocate(6);
  colorKernels(memory).extremes(pointer, count, found);
  const levels = [...memory.bytesAt(found, 6)];
  memory.release(mark);
  return { least: levels.slice(0, 3), greatest: levels.slice(3) };
}

/** The outermost levels of a histogram that occur. */
export function extremesOf(histogram: Histogram, most: Most): Extremes {
  const [least, greatest]: [number[], number[]] = [[], []];
  for (let start = 0; start < histogram.length; start += most + 1) {
    const counts = histogram.subarray(start, start + most + 1);
    least.push(counts.findIndex((count) => count > 0));
    greatest.push(counts.findLastIndex((count) => count > 0));
  }
  return { least, greatest };
}

/** The histogram of the same pixels after a table: no pixel has to be looked at again. */
export function histogramAfter(histogram: Histogram, table: LookupTable, most: Most): Histogram {
  const after = new Uint32Array(histogram.length);
  for (let at = 0; at < histogram.length; at++) {
    const level = table[table.length === most + 1 ? at & most : at]!;
    after[(at & ~most) | level]! += histogram[at]!;
  }
  return after;
}

/** Sum and number of all levels, of all color channels together. */
export function sumOf(histogram: Histogram, most: Most): { readonly sum: number; readonly count: number } {
  let [sum, count] = [0, 0];
  for (let at = 0; at < histogram.length; at++) {
    sum += (at & most) * histogram[at]!;
    count += histogram[at]!;
  }
  return { sum, count };
}
