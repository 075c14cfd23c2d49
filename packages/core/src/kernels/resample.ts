import type { KernelMemory } from "./memory.ts";
import { kernels } from "./module.ts";
import { allocateRaster, pixelBytes, type Raster, requireBytes } from "./raster.ts";
import { gatherPixels, reindex } from "./reindex.ts";

/**
 * How output coordinates of one axis read the source: take `length` source positions from `offset`, in reverse if
 * `reversed`; resize these to `size`; keep `windowLength` of the results from `windowOffset`; reverse these if
 * `windowReversed`. All in whole pixels.
 */
export interface AxisMap {
  readonly offset: number;
  readonly length: number;
  readonly reversed: boolean;
  readonly size: number;
  readonly windowOffset: number;
  readonly windowLength: number;
  readonly windowReversed: boolean;
}

/** Interpolation between pixels. */
export type Filter = "nearest" | "bilinear" | "bicubic";

/** The numbers that kernels know filters by. */
const filterCodes = { nearest: 0, bilinear: 1, bicubic: 2 } as const;

export interface Resample {
  readonly columns: AxisMap;
  readonly rows: AxisMap;
  readonly filter: Filter;
  /** Widen the filter when the image shrinks, as Pillow does. Without effect on `nearest`. */
  readonly antialias: boolean;
}

/**
 * Crop, flip, resize, crop and flip in one: the bytes are those of the separate steps.
 *
 * Semantics of torchvision v2 on uint8 tensors (`align_corners=False`; cubic slope −0.5 antialiased, −0.75 not), with
 * vertical pass first and results of either pass rounded to 8 bits, which differs from torchvision by 1 at most.
 * Bilinear and bicubic take uint8, nearest takes any type. Throws RangeError for a map that leaves the source.
 */
export function resample(memory: KernelMemory, source: Raster, { columns, rows, filter, antialias }: Resample): Raster {
  requireAxis("columns", columns, source.width);
  requireAxis("rows", rows, source.height);
  const bytes = pixelBytes(source);
  const stride = source.width * bytes;
  const moveColumns = columns.size === columns.length;
  const moveRows = rows.size === rows.length;
  if (moveColumns && moveRows) {
    return reindex(memory, source, {
      x: nearestPosition(columns, mirrors(columns) ? columns.windowLength - 1 : 0),
      y: nearestPosition(rows, mirrors(rows) ? rows.windowLength - 1 : 0),
      width: columns.windowLength,
      height: rows.windowLength,
      flipX: mirrors(columns),
      flipY: mirrors(rows),
      transpose: false,
    });
  }
  if (filter === "nearest") {
    return gatherPixels(memory, source, {
      rows: nearestOffsets(rows, stride),
      columns: nearestOffsets(columns, bytes),
    });
  }
  requireBytes(source, `A ${filter} resize`);
  const output = allocateRaster(memory, { ...source, width: columns.windowLength, height: rows.windowLength });
  const mark = memory.mark();
  const wanted = moveRows ? undefined : resizeRows(memory, source, { columns, rows, filter, antialias });
  if (moveColumns) {
    moveInto(memory, wanted!, columns, output);
  } else {
    const table = tapTable(memory, columns, filter, antialias);
    // Vertically resized rows lie in order; source rows are read through the map, which is a straight line here.
    const step = wanted ? wanted.stride : mirrors(rows) ? -stride : stride;
    const start = wanted ? wanted.origin : source.pointer + nearestPosition(rows, 0) * stride;
    kernels(memory).resampleColumns(
      start,
      step,
      output.height,
      source.channels,
      table.entries,
      table.coefficients,
      table.stride,
      output.width,
      output.pointer,
    );
  }
  memory.release(mark);
  return output;
}

function requireAxis(name: string, axis: AxisMap, available: number): void {
  const { offset, length, size, windowOffset, windowLength } = axis;
  const whole = [offset, length, size, windowOffset, windowLength].every(Number.isInteger);
  const inside = offset >= 0 && length >= 1 && offset + length <= available;
  const windowInside = windowOffset >= 0 && windowLength >= 1 && windowOffset + windowLength <= size;
  if (!whole || !inside || !windowInside) {
    throw new RangeError(
      `Cannot read ${length} ${name} from ${offset} of ${available}, resized to ${size}, of these ${windowLength} from ${windowOffset}`,
    );
  }
}

/** Whether results run against the source. */
function mirrors(axis: AxisMap): boolean {
  return axis.reversed !== axis.windowReversed;
}

/** The source position of a result, without interpolation: PyTorch's `nearest`, floor(index · scale) in f32. */
function nearestPosition(axis: AxisMap, result: number): number {
  const index = axis.windowOffset + (axis.windowReversed ? axis.windowLength - 1 - result : result);
  const scale = Math.fround(axis.length / axis.size);
  const position = Math.min(Math.floor(Math.fround(index * scale)), axis.length - 1);
  return axis.offset + (axis.reversed ? axis.length - 1 - position : position);
}

function nearestOffsets(axis: AxisMap, bytes: number): Int32Array {
  return Int32Array.from({ length: axis.windowLength }, (_, result) => nearestPosition(axis, result) * bytes);
}

interface TapTable {
  readonly entries: number;
  readonly coefficients: number;
  /** Coefficients of one result. */
  readonly stride: number;
}

function tapTable(memory: KernelMemory, axis: AxisMap, filter: Filter, antialias: boolean): TapTable {
  const support = (filter === "bicubic" ? 2 : 1) * (antialias ? Math.max(1, axis.length / axis.size) : 1);
  const stride = Math.ceil((2 * Math.ceil(support) + 1) / 8) * 8;
  const entries = memory.allocate(axis.windowLength * 16);
  const coefficients = memory.allocate(axis.windowLength * stride * 2);
  const mark = memory.mark();
  const weights = memory.allocate(stride * 8);
  kernels(memory).coefficients(
    axis.offset,
    axis.length,
    Number(axis.reversed),
    axis.size,
    axis.windowOffset,
    axis.windowLength,
    Number(axis.windowReversed),
    filterCodes[filter],
    Number(antialias),
    stride,
    entries,
    coefficients,
    weights,
  );
  memory.release(mark);
  return { entries, coefficients, stride };
}

/** Rows of bytes whose source position 0 is, or would be, at `origin`. */
interface Rows {
  readonly origin: number;
  readonly stride: number;
}

/** The vertical pass over those columns that the horizontal one reads; stays on the arena. */
function resizeRows(memory: KernelMemory, source: Raster, { columns, rows, filter, antialias }: Resample): Rows {
  const bytes = pixelBytes(source);
  const table = tapTable(memory, rows, filter, antialias);
  const { first, count } = columnsRead(columns, filter, antialias);
  const stride = Math.ceil((count * bytes) / 16) * 16;
  const pointer = memory.allocate(stride * rows.windowLength);
  kernels(memory).resampleRows(
    source.pointer + first * bytes,
    source.width * bytes,
    // Whole vectors: the intermediate rows are padded, and the source may be read a little past a row.
    stride,
    rows.windowLength,
    table.entries,
    table.coefficients,
    table.stride,
    pointer,
    stride,
  );
  return { origin: pointer - first * bytes, stride };
}

/** The range of source columns that the window's results can touch, generously. */
function columnsRead(axis: AxisMap, filter: Filter, antialias: boolean): { first: number; count: number } {
  const scale = axis.length / axis.size;
  const support = (filter === "bicubic" ? 2 : 1) * (antialias ? Math.max(1, scale) : 1) + 2;
  const from = Math.max(0, Math.floor(scale * axis.windowOffset - support));
  const to = Math.min(axis.length, Math.ceil(scale * (axis.windowOffset + axis.windowLength) + support));
  return { first: axis.offset + (axis.reversed ? axis.length - to : from), count: to - from };
}

/** Columns that are moved only: the map is a straight line, forwards or backwards. */
function moveInto(memory: KernelMemory, rows: Rows, columns: AxisMap, output: Raster): void {
  const bytes = pixelBytes(output);
  const backwards = mirrors(columns);
  const left = nearestPosition(columns, backwards ? output.width - 1 : 0);
  const start = rows.origin + left * bytes;
  if (backwards) {
    kernels(memory).flipRows(start, rows.stride, output.width, bytes, output.height, output.pointer);
  } else {
    kernels(memory).copyRows(start, rows.stride, output.width * bytes, output.height, output.pointer);
  }
}
