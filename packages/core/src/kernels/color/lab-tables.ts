import { exp, log } from "../math.ts";

/** Bytes of {@link labTables}. */
export const labTableBytes = 7680 + 4096;

let tables: Uint8Array | undefined;

/**
 * The tables of the kernels in `kernels/color/lab.ts`: 16-bit numbers for the light of bytes, cube roots and L*, then bytes
 * of light. Made once for the thread. OpenCV computes them in f32, whose rounding shows in two of the roots.
 */
export function labTables(): Uint8Array {
  if (tables !== undefined) return tables;
  const made = new Uint8Array(labTableBytes);
  const view = new DataView(made.buffer);
  for (let byte = 0; byte < 256; byte++) view.setUint16(byte * 2, Math.round(2040 * lightOf(byte / 255)), true);
  for (let at = 0; at < 3072; at++) {
    view.setUint16(512 + at * 2, roundHalfEven(Math.fround(32768 * rootOf(at / 2040))), true);
  }
  for (let byte = 0; byte < 256; byte++) {
    const root = ((byte * 100) / 255 + 16) / 116;
    const isLine = byte <= 20;
    const y = isLine ? (byte * 100) / 255 / (29 ** 3 / 27) : root ** 3;
    view.setUint16(6656 + byte * 4, Math.round(16384 * y), true);
    const linear = 16 / 116 + (byte * 5) / (3 * 17 * 29);
    view.setUint16(6656 + byte * 4 + 2, Math.round(16384 * (isLine ? linear : root)), true);
  }
  for (let at = 0; at < 4096; at++) made[7680 + at] = Math.round(255 * byteOf(at / 4096));
  tables = made;
  return made;
}

function power(base: number, exponent: number): number {
  return exp(exponent * log(base));
}

/** sRGB to linear light. */
function lightOf(value: number): number {
  return value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055, 2.4);
}

/** The reverse. */
function byteOf(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : power(light, 1 / 2.4) * 1.055 - 0.055;
}

/** The cube root, or below 6/29 the straight line that L*a*b* has instead. */
function rootOf(value: number): number {
  return value < 216 / 24389 ? (value * 841) / 108 + 16 / 116 : power(value, 1 / 3);
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return value % 1 === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
