import { entryBytes } from "./coefficients";

// The horizontal pass on four rows at once, for pixels of 3 and 4 bytes: they share what they read of the tables, and
// four sums of 32-bit lanes become bytes together. A swizzle sets the same channel of two neighbouring pixels side by
// side as i16 (lane 255 is zero), for one dot product with their pair of coefficients.

/** Stores the pixel of each of four rows that lie `stride` bytes apart. */
function storePixels(target: usize, stride: usize, bytes: v128, three: bool): void {
  if (three) {
    v128.store16_lane(target, bytes, 0);
    v128.store8_lane(target, bytes, 2, 2);
    v128.store16_lane(target + stride, bytes, 2);
    v128.store8_lane(target + stride, bytes, 6, 2);
    v128.store16_lane(target + 2 * stride, bytes, 4);
    v128.store8_lane(target + 2 * stride, bytes, 10, 2);
    v128.store16_lane(target + 3 * stride, bytes, 6);
    v128.store8_lane(target + 3 * stride, bytes, 14, 2);
    return;
  }
  v128.store32_lane(target, bytes, 0);
  v128.store32_lane(target + stride, bytes, 1);
  v128.store32_lane(target + 2 * stride, bytes, 2);
  v128.store32_lane(target + 3 * stride, bytes, 3);
}

function toBytes(sum0: v128, sum1: v128, sum2: v128, sum3: v128, shift: i32): v128 {
  return i8x16.narrow_i16x8_u(
    i16x8.narrow_i32x4_s(i32x4.shr_s(sum0, shift), i32x4.shr_s(sum1, shift)),
    i16x8.narrow_i32x4_s(i32x4.shr_s(sum2, shift), i32x4.shr_s(sum3, shift)),
  );
}

/** Sum of four taps of three bytes. */
function add3(sum: v128, pointer: usize, pair0: v128, pair1: v128): v128 {
  const pixels = v128.load(pointer);
  const first = i8x16.swizzle(pixels, i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1));
  const second = i8x16.swizzle(pixels, i8x16(6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1));
  return i32x4.add(i32x4.add(sum, i32x4.dot_i16x8_s(first, pair0)), i32x4.dot_i16x8_s(second, pair1));
}

/** Sum of four taps of four bytes. */
function add4(sum: v128, pointer: usize, pair0: v128, pair1: v128): v128 {
  const pixels = v128.load(pointer);
  const first = i8x16.swizzle(pixels, i8x16(0, -1, 4, -1, 1, -1, 5, -1, 2, -1, 6, -1, 3, -1, 7, -1));
  const second = i8x16.swizzle(pixels, i8x16(8, -1, 12, -1, 9, -1, 13, -1, 10, -1, 14, -1, 11, -1, 15, -1));
  return i32x4.add(i32x4.add(sum, i32x4.dot_i16x8_s(first, pair0)), i32x4.dot_i16x8_s(second, pair1));
}

/** Four result rows of `columns` pixels of three bytes; parameters as for `resampleColumns`. */
export function fourRows3(
  source: usize,
  sourceStride: isize,
  entries: usize,
  table: usize,
  stride: i32,
  shift: i32,
  columns: i32,
  output: usize,
): void {
  const rounding = i32x4.splat((1 << shift) >> 1);
  const outputStride = <usize>(columns * 3);
  for (let column = 0; column < columns; column++) {
    let pointer = source + <usize>(load<i32>(entries) * 3);
    const end = table + ((<usize>load<i32>(entries, 4)) << 1);
    let sum0 = rounding;
    let sum1 = rounding;
    let sum2 = rounding;
    let sum3 = rounding;
    for (let factors = table; factors < end; factors += 8) {
      const pair0 = v128.load32_splat(factors);
      const pair1 = v128.load32_splat(factors, 4);
      sum0 = add3(sum0, pointer, pair0, pair1);
      sum1 = add3(sum1, pointer + sourceStride, pair0, pair1);
      sum2 = add3(sum2, pointer + 2 * sourceStride, pair0, pair1);
      sum3 = add3(sum3, pointer + 3 * sourceStride, pair0, pair1);
      pointer += 12;
    }
    // A fourth byte belongs to the next pixel, which is still to come, except at the end of a row.
    storePixels(output, outputStride, toBytes(sum0, sum1, sum2, sum3, shift), column + 1 == columns);
    output += 3;
    entries += entryBytes;
    table += (<usize>stride) << 1;
  }
}

/** The same for four bytes. */
export function fourRows4(
  source: usize,
  sourceStride: isize,
  entries: usize,
  table: usize,
  stride: i32,
  shift: i32,
  columns: i32,
  output: usize,
): void {
  const rounding = i32x4.splat((1 << shift) >> 1);
  const outputStride = <usize>(columns * 4);
  for (let column = 0; column < columns; column++) {
    let pointer = source + <usize>(load<i32>(entries) * 4);
    const end = table + ((<usize>load<i32>(entries, 4)) << 1);
    let sum0 = rounding;
    let sum1 = rounding;
    let sum2 = rounding;
    let sum3 = rounding;
    for (let factors = table; factors < end; factors += 8) {
      const pair0 = v128.load32_splat(factors);
      const pair1 = v128.load32_splat(factors, 4);
      sum0 = add4(sum0, pointer, pair0, pair1);
      sum1 = add4(sum1, pointer + sourceStride, pair0, pair1);
      sum2 = add4(sum2, pointer + 2 * sourceStride, pair0, pair1);
      sum3 = add4(sum3, pointer + 3 * sourceStride, pair0, pair1);
      pointer += 16;
    }
    storePixels(output, outputStride, toBytes(sum0, sum1, sum2, sum3, shift), false);
    output += 4;
    entries += entryBytes;
    table += (<usize>stride) << 1;
  }
}
