import { type AxisMap, wholeAxis } from "../../kernels/tap-table.ts";

/** Keeps `length` positions from `start`, before the resize. */
export function cropSource(axis: AxisMap, start: number, length: number): AxisMap {
  const offset = axis.reversed ? axis.offset + axis.length - start - length : axis.offset + start;
  return { ...wholeAxis(length), offset, reversed: axis.reversed };
}

/** Reverses the axis before the resize. */
export function flipSource(axis: AxisMap): AxisMap {
  return { ...axis, reversed: !axis.reversed };
}

/** Resizes what is read to `size`. */
export function resizeAxis(axis: AxisMap, size: number): AxisMap {
  return { ...axis, size, windowOffset: 0, windowLength: size, windowReversed: false };
}

/** Keeps `length` of the resized positions from `start`. */
export function cropResized(axis: AxisMap, start: number, length: number): AxisMap {
  const windowOffset = axis.windowReversed
    ? axis.windowOffset + axis.windowLength - start - length
    : axis.windowOffset + start;
  return { ...axis, windowOffset, windowLength: length };
}

/** Reverses the axis after the resize. */
export function flipResized(axis: AxisMap): AxisMap {
  return { ...axis, windowReversed: !axis.windowReversed };
}

/**
 * The axis over `delivered` positions, of which those from `start` to `start` + `extent` are what it reads. Of those
 * around, which were delivered for other windows, it reads none.
 */
export function partOfAxis(axis: AxisMap, start: number, extent: number, delivered: number): AxisMap {
  const offset = Math.floor(start);
  const length = Math.min(delivered, Math.ceil(start + extent)) - offset;
  const within = start - offset;
  // At the picture's right edge the last delivered pixel covers less than a whole step.
  const inside = Math.min(extent, length - within);
  const part = { start: axis.reversed ? length - within - inside : within, extent: inside };
  return { ...axis, offset, length, part };
}
