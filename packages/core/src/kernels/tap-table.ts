import type { KernelMemory } from "./memory.ts";
import { kernels } from "./module.ts";

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
  /**
   * Which part of the `length` positions is resized, in reading direction and fractions of a position: of a source that
   * was decoded at a smaller scale, a crop begins and ends between pixels. Default: all of them.
   */
  readonly part?: { readonly start: number; readonly extent: number };
}

/** An axis that is read as it is. */
export function wholeAxis(length: number): AxisMap {
  return {
    offset: 0,
    length,
    reversed: false,
    size: length,
    windowOffset: 0,
    windowLength: length,
    windowReversed: false,
  };
}

/** How a resize reads its source; `area` weighs source pixels by how much of them a result pixel covers. */
export type Filter = "nearest" | "bilinear" | "bicubic" | "area";

/** The numbers that kernels know filters by. */
const filterCodes = { nearest: 0, bilinear: 1, bicubic: 2, area: 3 } as const;

/** The part of the positions that is resized. */
export function partOf({ part, length }: AxisMap): { start: number; extent: number } {
  return part ?? { start: 0, extent: length };
}

/** What each result of an axis reads, in kernel memory. */
export interface TapTable {
  readonly entries: number;
  readonly coefficients: number;
  /** Coefficients of one result. */
  readonly stride: number;
  /** Bits of the coefficients behind the point. */
  readonly shift: number;
}

/** Half the width of a filter in source positions. */
function supportOf(axis: AxisMap, filter: Filter, antialias: boolean): number {
  const widening = Math.max(1, partOf(axis).extent / axis.size);
  return filter === "area" ? widening : (filter === "bicubic" ? 2 : 1) * (antialias ? widening : 1);
}

/** Coefficients of one result, whole eights. */
function tapStride(axis: AxisMap, filter: Filter, antialias: boolean): number {
  return Math.ceil((2 * Math.ceil(supportOf(axis, filter, antialias)) + 1) / 8) * 8;
}

/** What the kernels that fill tables are told of an axis. */
function axisArguments(axis: AxisMap, filter: Filter, antialias: boolean) {
  const { offset, length, reversed, size, windowOffset, windowLength, windowReversed } = axis;
  const { start, extent } = partOf(axis);
  return [
    offset,
    length,
    start,
    extent,
    Number(reversed),
    size,
    windowOffset,
    windowLength,
    Number(windowReversed),
    filterCodes[filter],
    Number(antialias),
  ] as const;
}

export function tapTable(memory: KernelMemory, axis: AxisMap, filter: Filter, antialias: boolean): TapTable {
  const stride = tapStride(axis, filter, antialias);
  const entries = memory.allocate(axis.windowLength * 8);
  const coefficients = memory.allocate(axis.windowLength * stride * 2);
  const mark = memory.mark();
  const weights = memory.allocate((axis.windowLength + 1) * stride * 8);
  const common = axisArguments(axis, filter, antialias);
  const shift = kernels(memory).coefficients(...common, stride, entries, coefficients, weights);
  memory.release(mark);
  return { entries, coefficients, stride, shift };
}

/** The same with weights as f32. */
export function floatTapTable(
  memory: KernelMemory,
  axis: AxisMap,
  filter: Filter,
  antialias: boolean,
): Omit<TapTable, "shift"> {
  const stride = tapStride(axis, filter, antialias);
  const entries = memory.allocate(axis.windowLength * 8);
  const coefficients = memory.allocate(axis.windowLength * stride * 4);
  const mark = memory.mark();
  const common = axisArguments(axis, filter, antialias);
  kernels(memory).floatCoefficients(...common, stride, entries, coefficients, memory.allocate(stride * 8));
  memory.release(mark);
  return { entries, coefficients, stride };
}

/** The range of source positions that the window's results can touch, generously. */
export function positionsRead(axis: AxisMap, filter: Filter, antialias: boolean): { first: number; count: number } {
  const { start, extent } = partOf(axis);
  const scale = extent / axis.size;
  const support = supportOf(axis, filter, antialias) + 2;
  const from = Math.max(0, Math.floor(start + scale * axis.windowOffset - support));
  const to = Math.min(axis.length, Math.ceil(start + scale * (axis.windowOffset + axis.windowLength) + support));
  return { first: axis.offset + (axis.reversed ? axis.length - to : from), count: to - from };
}
