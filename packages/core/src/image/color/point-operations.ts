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

/** Inverts levels of at least `threshold`, 0–255, which counts in f32 as torchvision compares. */
export function solarizing(threshold: number): ColorOperation {
  const single = Math.fround(threshold);
  return curve((value, most) => (value >= inRange(single, most) ? most - value : value));
}

/** Inverts all levels. */
export const inverting: ColorOperation = solarizing(0);

/** Adds to the levels below 128, up to white. */
export function brightening(added: number): ColorOperation {
  return curve((value, most) => (value < inRange(128, most) ? Math.min(most, value + inRange(added, most)) : value));
}
