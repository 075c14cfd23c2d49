import type { KernelMemory } from "./memory.ts";
import { kernels } from "./module.ts";
import { allocateRaster, pixelBytes, type Raster } from "./raster.ts";

/** A region in whole pixels. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Crop to the region, then swap the axes if `transpose`, then mirror the result. */
export interface Reindex extends Region {
  readonly flipX: boolean;
  readonly flipY: boolean;
  readonly transpose: boolean;
}

/** Throws a RangeError unless the region lies inside the raster and is not empty. */
export function requireInside({ x, y, width, height }: Region, raster: Raster): void {
  const whole = [x, y, width, height].every(Number.isInteger);
  const inside =
    x >= 0 && y >= 0 && width >= 1 && height >= 1 && x + width <= raster.width && y + height <= raster.height;
  if (!whole || !inside) {
    throw new RangeError(
      `The region ${width}×${height} at (${x}, ${y}) does not lie inside an image of ${raster.width}×${raster.height}`,
    );
  }
}

/** Moves pixels of any element type; computes none. Returns a new raster. */
export function reindex(memory: KernelMemory, source: Raster, map: Reindex): Raster {
  requireInside(map, source);
  const { x, y, width, height, flipX, flipY, transpose } = map;
  const bytes = pixelBytes(source);
  const stride = source.width * bytes;
  if (transpose && bytes === 3) return transposeThree(memory, source, map);
  if (transpose) {
    return gatherPixels(memory, source, {
      rows: offsets(width, x, flipY, bytes),
      columns: offsets(height, y, flipX, stride),
    });
  }
  const output = allocateRaster(memory, { ...source, width, height });
  const start = source.pointer + y * stride + x * bytes;
  const row = width * bytes;
  // The source is read downwards, whichever way round: memory fetches ahead of that, and what is written is near anyway.
  const [target, step] = flipY ? [output.pointer + (height - 1) * row, -row] : [output.pointer, row];
  if (flipX) kernels(memory).flipRows(start, stride, width, bytes, height, target, step);
  else kernels(memory).copyRows(start, stride, row, height, target, step);
  return output;
}

/** Pixels of three bytes whose rows become columns. */
function transposeThree(memory: KernelMemory, source: Raster, map: Reindex): Raster {
  const { x, y, width, height, flipX, flipY } = map;
  const output = allocateRaster(memory, { ...source, width: height, height: width });
  const [stride, row] = [source.width * 3, height * 3];
  const first = source.pointer + (flipX ? y + height - 1 : y) * stride + x * 3;
  const target = flipY ? output.pointer + (width - 1) * row : output.pointer;
  kernels(memory).transposeThree(first, flipX ? -stride : stride, width, height, target, flipY ? -row : row);
  return output;
}

/** Byte offsets of `length` neighbours from the `first`, `bytes` apart. */
function offsets(length: number, first: number, flip: boolean, bytes: number): Int32Array {
  const list = new Int32Array(length);
  for (let index = 0; index < length; index++) list[index] = (first + (flip ? length - 1 - index : index)) * bytes;
  return list;
}

/** The raster whose pixel (row, column) lies at `rows[row] + columns[column]` bytes from the start of the source. */
export function gatherPixels(
  memory: KernelMemory,
  source: Raster,
  { rows, columns }: { rows: Int32Array; columns: Int32Array },
): Raster {
  const output = allocateRaster(memory, { ...source, width: columns.length, height: rows.length });
  const mark = memory.mark();
  const rowOffsets = memory.allocate(rows.byteLength);
  const columnOffsets = memory.allocate(columns.byteLength);
  new Int32Array(memory.memory.buffer, rowOffsets, rows.length).set(rows);
  new Int32Array(memory.memory.buffer, columnOffsets, columns.length).set(columns);
  kernels(memory).gather(
    source.pointer,
    rowOffsets,
    rows.length,
    columnOffsets,
    columns.length,
    pixelBytes(source),
    output.pointer,
  );
  memory.release(mark);
  return output;
}
