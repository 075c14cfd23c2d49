import type { ColorOperation } from "../../kernels/color.ts";

/** The lookup tables that several transforms are made of. */

function lookup(level: (value: number) => number): ColorOperation {
  const table = new Uint8Array(256);
  for (let value = 0; value < 256; value++) table[value] = level(value);
  return { operation: "lookup", table };
}

/** Keeps the `bits` upper bits of each level, 0–8. */
export function posterizing(bits: number): ColorOperation {
  const mask = (0xff << (8 - bits)) & 0xff;
  return lookup((value) => value & mask);
}

/** Inverts levels of at least `threshold`, which counts in f32 as torchvision compares. */
export function solarizing(threshold: number): ColorOperation {
  const single = Math.fround(threshold);
  return lookup((value) => (value >= single ? 255 - value : value));
}

/** Inverts all levels. */
export const inverting: ColorOperation = solarizing(0);

/** Adds to the levels below 128, up to white. */
export function brightening(added: number): ColorOperation {
  return lookup((value) => (value < 128 ? Math.min(255, value + added) : value));
}
