import type { KernelMemory } from "../memory.ts";
import { allocateRaster, type Raster, requireBytes } from "../raster.ts";
import { elementCount } from "./elements.ts";
import { pixelKernels } from "./module.ts";

/** Where a position of the result reads an axis of the source: two positions, and the share of the second. */
export interface Reading {
  readonly near: number;
  readonly far: number;
  readonly share: number;
}

/** How an axis of some length is read at a zoom factor. */
export type ZoomAxis = (length: number, factor: number) => readonly Reading[];

/** The readings of positions between pixels of a part of an axis. */
function between(positions: readonly number[], start: number, length: number): readonly Reading[] {
  return positions.map((position) => {
    const kept = Math.min(length - 1, Math.max(0, position));
    const near = Math.floor(kept);
    return { near: start + near, far: start + Math.min(length - 1, near + 1), share: kept - near };
  });
}

/** The middle part enlarged as OpenCV does, and cut to the middle again (Albumentations' central_zoom). */
export const centralZoom: ZoomAxis = (length, factor) => {
  const part = Math.ceil(length / factor);
  const enlarged = Math.max(length, Math.trunc(part * factor));
  const trim = (enlarged - length) >> 1;
  const positions = Array.from({ length }, (_, i) => (i + trim + 0.5) * (part / enlarged) - 0.5);
  return between(positions, (length - part) >> 1, part);
};

/** The middle part enlarged from corner to corner as SciPy does, and cut at its far end (ImageNet-C's clipped_zoom). */
export const cornerZoom: ZoomAxis = (length, factor) => {
  const part = Math.ceil(length / factor);
  const enlarged = Math.round(part * factor);
  const step = enlarged > 1 ? (part - 1) / (enlarged - 1) : 0;
  return between(
    Array.from({ length }, (_, i) => i * step),
    (length - part) >> 1,
    part,
  );
};

/**
 * The mean of an 8-bit picture and of it at several zoom factors; rounded half to even, or cut to whole levels. Returns a
 * new raster.
 */
export function zoomBlur(
  memory: KernelMemory,
  source: Raster,
  { factors, axis, cut }: { readonly factors: readonly number[]; readonly axis: ZoomAxis; readonly cut: boolean },
): Raster {
  requireBytes(source, "A zoom");
  const { pointer, width, height, channels } = source;
  const count = elementCount(source);
  const output = allocateRaster(memory, source);
  const mark = memory.mark();
  const sums = memory.allocate(count * 4 + 16);
  const scratch = memory.allocate((width * channels + 16) * 4);
  const columns = memory.allocate(width * 12);
  const rows = memory.allocate(height * 12);
  const module = pixelKernels(memory);
  memory.floatsAt(sums, count + 4).fill(0);
  // The picture itself, and once more for a factor that enlarges nothing.
  let often = 1;
  for (const factor of factors) {
    if (factor === 1) {
      often++;
      continue;
    }
    // Columns count floats of a row, rows bytes of the picture.
    writeReadings(memory, columns, axis(width, factor), channels);
    writeReadings(memory, rows, axis(height, factor), width * channels);
    module.addZoomed(pointer, width, height, channels, columns, rows, scratch, sums);
  }
  module.finishZoom(pointer, often, sums, count, 1 / (factors.length + 1), cut, output.pointer);
  memory.release(mark);
  return output;
}

/** Writes readings for a kernel; positions are `unit` apart. */
export function writeReadings(memory: KernelMemory, pointer: number, readings: readonly Reading[], unit: number): void {
  const view = new DataView(memory.memory.buffer, pointer, readings.length * 12);
  readings.forEach(({ near, far, share }, index) => {
    view.setInt32(12 * index, near * unit, true);
    view.setInt32(12 * index + 4, far * unit, true);
    view.setFloat32(12 * index + 8, share, true);
  });
}
