import type { KernelMemory } from "./memory.ts";
import { kernels } from "./module.ts";
import { allocateRaster, pixelBytes, type Raster } from "./raster.ts";
import { gatherPixels, reindex } from "./reindex.ts";
import { resampleWide } from "./resample-wide.ts";
import { type AxisMap, type Filter, partOf, positionsRead, tapTable } from "./tap-table.ts";

export type { AxisMap, Filter } from "./tap-table.ts";

export interface Resample {
  readonly columns: AxisMap;
  readonly rows: AxisMap;
  readonly filter: Filter;
  /** Widen the filter when the image shrinks, as Pillow does. Without effect on `nearest` and `area`. */
  readonly antialias: boolean;
}

/**
 * Crop, flip, resize, crop and flip in one: the bytes are those of the separate steps.
 *
 * Semantics of torchvision v2 on uint8 tensors (`align_corners=False`; cubic slope −0.5 antialiased, −0.75 not), as its
 * processors' vector code computes it: i16 coefficients, horizontal pass first, each pass rounded to 8 bits.
 * Other element types are summed in f32 and rounded once. Throws RangeError for a map that leaves the source.
 */
export function resample(memory: KernelMemory, source: Raster, { columns, rows, filter, antialias }: Resample): Raster {
  requireAxis("columns", columns, source.width);
  requireAxis("rows", rows, source.height);
  const bytes = pixelBytes(source);
  const stride = source.width * bytes;
  const moveColumns = moves(columns);
  const moveRows = moves(rows);
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
  if (source.type !== "uint8") return resampleWide(memory, source, { columns, rows, filter, antialias });
  const output = allocateRaster(memory, { ...source, width: columns.windowLength, height: rows.windowLength });
  const mark = memory.mark();
  if (moveRows) {
    // The rows map is a straight line here, and the horizontal pass reads along it.
    const first = source.pointer + nearestPosition(rows, 0) * stride;
    const step = mirrors(rows) ? -stride : stride;
    resizeColumns(memory, { ...output, first, step }, columns, filter, antialias);
  } else if (moveColumns) {
    resizeRowsOfMoved(memory, source, { columns, rows, filter, antialias }, output);
  } else {
    const { first, count } = positionsRead(rows, filter, antialias);
    const width = output.width * bytes;
    const pointer = memory.allocate(count * width);
    const strip = { ...output, pointer, height: count, first: source.pointer + first * stride, step: stride };
    resizeColumns(memory, strip, columns, filter, antialias);
    resizeRows(memory, { origin: pointer - first * width, stride: width }, rows, filter, antialias, output);
  }
  memory.release(mark);
  return output;
}

function requireAxis(name: string, axis: AxisMap, available: number): void {
  const { offset, length, size, windowOffset, windowLength } = axis;
  const whole = [offset, length, size, windowOffset, windowLength].every(Number.isInteger);
  const inside = offset >= 0 && length >= 1 && offset + length <= available;
  const { start, extent } = partOf(axis);
  const partInside = start >= 0 && extent > 0 && start + extent <= length;
  const windowInside = windowOffset >= 0 && windowLength >= 1 && windowOffset + windowLength <= size;
  if (!whole || !inside || !partInside || !windowInside) {
    throw new RangeError(
      `Cannot read ${length} ${name} from ${offset} of ${available}, resized to ${size}, of these ${windowLength} from ${windowOffset}`,
    );
  }
}

/** Whether results are source positions as they are. */
function moves(axis: AxisMap): boolean {
  const { start, extent } = partOf(axis);
  return start === 0 && extent === axis.length && axis.size === axis.length;
}

/** Whether results run against the source. */
function mirrors(axis: AxisMap): boolean {
  return axis.reversed !== axis.windowReversed;
}

/** The source position of a result, without interpolation: PyTorch's `nearest`, floor(index · scale) in f32. */
function nearestPosition(axis: AxisMap, result: number): number {
  const index = axis.windowOffset + (axis.windowReversed ? axis.windowLength - 1 - result : result);
  const { start, extent } = partOf(axis);
  const scale = Math.fround(extent / axis.size);
  const position = Math.min(Math.floor(start + Math.fround(index * scale)), axis.length - 1);
  return axis.offset + (axis.reversed ? axis.length - 1 - position : position);
}

function nearestOffsets(axis: AxisMap, bytes: number): Int32Array {
  return Int32Array.from({ length: axis.windowLength }, (_, result) => nearestPosition(axis, result) * bytes);
}

/** Result rows of the horizontal pass, and the source rows they come from: the first, and bytes from one to the next. */
interface Strip extends Raster {
  readonly first: number;
  readonly step: number;
}

/** The horizontal pass. Leaves its tables on the arena. */
function resizeColumns(memory: KernelMemory, strip: Strip, axis: AxisMap, filter: Filter, antialias: boolean): void {
  const { entries, coefficients, stride, shift } = tapTable(memory, axis, filter, antialias);
  const { first, step, width, height, channels, pointer } = strip;
  const module = kernels(memory);
  module.resampleColumns(first, step, height, channels, entries, coefficients, stride, shift, width, pointer);
}

/** Rows of bytes whose source row 0 is, or would be, at `origin`. */
interface Rows {
  readonly origin: number;
  readonly stride: number;
}

/** The vertical pass. Leaves its tables on the arena. */
function resizeRows(
  memory: KernelMemory,
  { origin, stride }: Rows,
  axis: AxisMap,
  filter: Filter,
  antialias: boolean,
  output: Raster,
): void {
  const table = tapTable(memory, axis, filter, antialias);
  kernels(memory).resampleRows(
    origin,
    stride,
    output.width * pixelBytes(output),
    output.height,
    table.entries,
    table.coefficients,
    table.stride,
    table.shift,
    output.pointer,
  );
}

/** The vertical pass alone, over columns that are only cropped and mirrored. */
function resizeRowsOfMoved(memory: KernelMemory, source: Raster, options: Resample, output: Raster): void {
  const { columns, rows, filter, antialias } = options;
  const bytes = pixelBytes(source);
  const backwards = mirrors(columns);
  const left = nearestPosition(columns, backwards ? output.width - 1 : 0);
  const from = { origin: source.pointer + left * bytes, stride: source.width * bytes };
  const width = output.width * bytes;
  const target = backwards ? { ...output, pointer: memory.allocate(width * output.height) } : output;
  resizeRows(memory, from, rows, filter, antialias, target);
  if (!backwards) return;
  kernels(memory).flipRows(target.pointer, width, output.width, bytes, output.height, output.pointer, width);
}
