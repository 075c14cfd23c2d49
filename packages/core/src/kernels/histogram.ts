import type { LookupTable } from "./lookup-table.ts";
import type { KernelMemory } from "./memory.ts";
import { kernels } from "./module.ts";
import type { Raster } from "./raster.ts";

/** How often each of 256 levels occurs in each color channel, one channel after another; alpha is not counted. */
export type Histogram = Uint32Array;

/** Counts the levels of 8-bit pixels. */
export function histogramOf(memory: KernelMemory, { pointer, width, height, channels }: Raster): Histogram {
  const colors = channels < 3 ? 1 : 3;
  const mark = memory.mark();
  const counts = memory.allocate(colors * 1024);
  kernels(memory).histograms(pointer, width * height, channels, colors, counts);
  const histogram = new Uint32Array(memory.memory.buffer, counts, colors * 256).slice();
  memory.release(mark);
  return histogram;
}

/** The histogram of the same pixels after a table: no pixel has to be looked at again. */
export function histogramAfter(histogram: Histogram, table: LookupTable): Histogram {
  const after = new Uint32Array(histogram.length);
  for (let at = 0; at < histogram.length; at++) {
    const level = table[table.length === 256 ? at & 255 : at]!;
    after[(at & ~255) | level]! += histogram[at]!;
  }
  return after;
}
