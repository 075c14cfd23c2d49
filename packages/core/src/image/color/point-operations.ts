import type { ColorOperation, Curve } from "../../kernels/color-operation.ts";

/** The curves that several transforms are made of. Numbers for bytes mean the same part of the range of 16 bits. */

function curve(level: Curve): ColorOperation {
  return { operation: "curve", curve: level };
}

/** What a level of a byte is called in pixels whose greatest level is `most`. */
export function inRange(level: number, most: number): number {
  return level * (most / 255);
}

/** Keeps the `bits` upper bits of each level, 0–8. */
export function posterizing(bits: number): ColorOperation {
  return curve((value, most) => value & ~(most >> bits));
}

/** Inverts levels of at least `threshold`, 0–255. */
export function solarizing(threshold: number): ColorOperation {
  return curve((value, most) => (value >= inRange(threshold, most) ? most - value : value));
}

/** Inverts all levels. */
export const inverting: ColorOperation = solarizing(0);
