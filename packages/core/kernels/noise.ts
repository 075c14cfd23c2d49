// Rectangles of noise. Arithmetic is plain f32 in a fixed order, so the numbers are the same on every machine.
import { philox } from "./philox";

const words = memory.data(64, 16);

/** Natural logarithm of four positive numbers: m · 2^e with m between √½ and √2, and ln m = 2 artanh((m − 1) / (m + 1)). */
function logarithm(x: v128): v128 {
  // Adding this moves the border between two exponents from 1 to √2.
  const shifted = i32x4.add(x, i32x4.splat(0x3f800000 - 0x3f3504f3));
  const exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(shifted, 23), i32x4.splat(127)));
  const mantissa = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const one = f32x4.splat(1);
  const s = f32x4.div(f32x4.sub(mantissa, one), f32x4.add(mantissa, one));
  const square = f32x4.mul(s, s);
  let sum = f32x4.splat(1.0 / 9.0);
  sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(1.0 / 7.0));
  sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(1.0 / 5.0));
  sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(1.0 / 3.0));
  sum = f32x4.add(f32x4.mul(sum, square), one);
  const tail = f32x4.mul(f32x4.mul(s, f32x4.splat(2)), sum);
  return f32x4.add(f32x4.mul(exponent, f32x4.splat(0.6931471805599453)), tail);
}

/**
 * Eight standard normal numbers from eight words, by Box and Muller's transform: a radius from the first, a direction from
 * the second. The direction's angle is one of the first octant; three bits of its own mirror it into all eight.
 */
export function storeNormals(first: v128, second: v128, output: usize): void {
  // From 2⁻³³ to 1; the radius is then finite.
  const even = f32x4.mul(f32x4.add(f32x4.convert_i32x4_u(first), f32x4.splat(0.5)), f32x4.splat(1.0 / 4294967296.0));
  const radius = f32x4.sqrt(f32x4.abs(f32x4.mul(logarithm(even), f32x4.splat(-2))));
  const place = f32x4.convert_i32x4_s(i32x4.shr_u(i32x4.shl(second, 3), 3));
  const angle = f32x4.mul(place, f32x4.splat(0.7853981633974483 / 536870912.0));
  const square = f32x4.mul(angle, angle);
  let sine = f32x4.splat(1.0 / 362880.0);
  sine = f32x4.sub(f32x4.mul(sine, square), f32x4.splat(1.0 / 5040.0));
  sine = f32x4.add(f32x4.mul(sine, square), f32x4.splat(1.0 / 120.0));
  sine = f32x4.sub(f32x4.mul(sine, square), f32x4.splat(1.0 / 6.0));
  sine = f32x4.mul(f32x4.add(f32x4.mul(sine, square), f32x4.splat(1)), angle);
  let cosine = f32x4.splat(1.0 / 40320.0);
  cosine = f32x4.sub(f32x4.mul(cosine, square), f32x4.splat(1.0 / 720.0));
  cosine = f32x4.add(f32x4.mul(cosine, square), f32x4.splat(1.0 / 24.0));
  cosine = f32x4.sub(f32x4.mul(cosine, square), f32x4.splat(0.5));
  cosine = f32x4.add(f32x4.mul(cosine, square), f32x4.splat(1));
  const swap = i32x4.shr_s(i32x4.shl(second, 2), 31);
  const sign = i32x4.splat(0x80000000);
  const x = v128.xor(v128.bitselect(sine, cosine, swap), v128.and(second, sign));
  const y = v128.xor(v128.bitselect(cosine, sine, swap), v128.and(i32x4.shl(second, 1), sign));
  v128.store(output, f32x4.mul(radius, x));
  v128.store(output, f32x4.mul(radius, y), 16);
}

/**
 * Standard normal numbers as f32 in `rows` rows of `count`, `stride` bytes apart. A row's numbers depend on the key, the
 * row and their place in it. `scratch` takes a row of whole sixteens.
 */
export function normalRows(
  target: usize,
  stride: usize,
  rows: i32,
  count: i32,
  key0: i32,
  key1: i32,
  scratch: usize,
): void {
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < count; at += 16) {
      const output = scratch + ((<usize>at) << 2);
      philox(at >> 2, row, 0, 0, key0, key1, words);
      storeNormals(v128.load(words), v128.load(words, 16), output);
      storeNormals(v128.load(words, 32), v128.load(words, 48), output + 32);
    }
    memory.copy(target, scratch, (<usize>count) << 2);
    target += stride;
  }
}

/** Bytes that are all equally likely, likewise; `scratch` takes a row of whole 64s. */
export function evenRows(
  target: usize,
  stride: usize,
  rows: i32,
  count: i32,
  key0: i32,
  key1: i32,
  scratch: usize,
): void {
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < count; at += 64) philox(at >> 4, row, 0, 0, key0, key1, scratch + <usize>at);
    memory.copy(target, scratch, <usize>count);
    target += stride;
  }
}

/** Copies one row of `bytes` bytes to `rows` rows, `stride` bytes apart. */
export function sameRows(target: usize, stride: usize, rows: i32, bytes: usize, row: usize): void {
  for (let index = 0; index < rows; index++) {
    memory.copy(target, row, bytes);
    target += stride;
  }
}
