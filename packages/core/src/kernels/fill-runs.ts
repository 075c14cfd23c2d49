import { writePixel } from "./fill.ts";
import type { KernelMemory } from "./memory.ts";
import { pixelBytes, type Raster } from "./raster.ts";

/** Pixels of one row: from `from` up to, and without, `to`. */
export interface Run {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** Overwrites runs of pixels of any type in place, with a value for each channel. */
export function fillRuns(memory: KernelMemory, raster: Raster, runs: readonly Run[], fill: readonly number[]): void {
  const mark = memory.mark();
  const bytes = pixelBytes(raster);
  const longest = runs.reduce((most, { from, to }) => Math.max(most, to - from), 0);
  const pixel = writePixel(memory, raster, fill);
  const row = memory.allocate(longest * bytes);
  const view = new Uint8Array(memory.memory.buffer);
  for (let at = 0; at < longest; at++) view.copyWithin(row + at * bytes, pixel, pixel + bytes);
  for (const { row: y, from, to } of runs) {
    view.copyWithin(raster.pointer + (y * raster.width + from) * bytes, row, row + (to - from) * bytes);
  }
  memory.release(mark);
}
