import { entryBytes } from "./coefficients";
import { fourRows3, fourRows4 } from "./resample-four-rows";
import { storePart } from "./tail";

// The horizontal pass: each result pixel is a weighted sum of neighbouring source pixels. Bytes are widened to i16 such
// that the same channel of two neighbouring pixels lies side by side, and dot products with pairs of coefficients sum
// them into one i32 lane per channel. Reads up to 28 bytes past a row; what lies there meets zero coefficients.

/** Sums to bytes: the low four of a vector. */
function toBytes(sum: v128, shift: i32): v128 {
  const words = i16x8.narrow_i32x4_s(i32x4.shr_s(sum, shift), sum);
  return i8x16.narrow_i16x8_u(words, words);
}

function sum1(pointer: usize, coefficients: usize, count: i32, rounding: i32): v128 {
  let sum = i32x4.replace_lane(i32x4.splat(0), 0, rounding);
  for (let tap = 0; tap < count; tap += 8) {
    const taps = v128.load8x8_u(pointer + <usize>tap);
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(taps, v128.load(coefficients + ((<usize>tap) << 1))));
  }
  sum = i32x4.add(sum, i8x16.shuffle(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return i32x4.add(sum, i8x16.shuffle(sum, sum, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
}

function sum2(pointer: usize, coefficients: usize, count: i32, rounding: i32): v128 {
  let sum = i32x4(rounding, rounding, 0, 0);
  for (let tap = 0; tap < count; tap += 4) {
    const pixels = v128.load64_zero(pointer + ((<usize>tap) << 1));
    const pairs = i8x16.shuffle(pixels, pixels, 0, 2, 1, 3, 4, 6, 5, 7, 0, 0, 0, 0, 0, 0, 0, 0);
    const four = v128.load64_zero(coefficients + ((<usize>tap) << 1));
    const factors = i8x16.shuffle(four, four, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7);
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(pairs), factors));
  }
  return i32x4.add(sum, i8x16.shuffle(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
}

function sum3(pointer: usize, coefficients: usize, count: i32, rounding: i32): v128 {
  let sum = i32x4.splat(rounding);
  const zero = i32x4.splat(0);
  for (let tap = 0; tap < count; tap += 4) {
    const pixels = v128.load(pointer);
    const first = i8x16.shuffle(pixels, zero, 0, 16, 3, 16, 1, 16, 4, 16, 2, 16, 5, 16, 16, 16, 16, 16);
    const second = i8x16.shuffle(pixels, zero, 6, 16, 9, 16, 7, 16, 10, 16, 8, 16, 11, 16, 16, 16, 16, 16);
    const factors = coefficients + ((<usize>tap) << 1);
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(first, v128.load32_splat(factors)));
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(second, v128.load32_splat(factors, 4)));
    pointer += 12;
  }
  return sum;
}

function sum4(pointer: usize, coefficients: usize, count: i32, rounding: i32): v128 {
  let sum = i32x4.splat(rounding);
  const zero = i32x4.splat(0);
  for (let tap = 0; tap < count; tap += 4) {
    const pixels = v128.load(pointer);
    const first = i8x16.shuffle(pixels, zero, 0, 16, 4, 16, 1, 16, 5, 16, 2, 16, 6, 16, 3, 16, 7, 16);
    const second = i8x16.shuffle(pixels, zero, 8, 16, 12, 16, 9, 16, 13, 16, 10, 16, 14, 16, 11, 16, 15, 16);
    const factors = coefficients + ((<usize>tap) << 1);
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(first, v128.load32_splat(factors)));
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(second, v128.load32_splat(factors, 4)));
    pointer += 16;
  }
  return sum;
}

/** Eight sums of the same channels, as bytes in the low half. */
function sum8(pointer: usize, step: usize, coefficients: usize, count: i32, rounding: i32, shift: i32): v128 {
  let low = i32x4.splat(rounding);
  let high = low;
  for (let tap = 0; tap < count; tap++) {
    const eight = v128.load8x8_u(pointer);
    const factor = v128.load16_splat(coefficients + ((<usize>tap) << 1));
    low = i32x4.add(low, i32x4.extmul_low_i16x8_s(eight, factor));
    high = i32x4.add(high, i32x4.extmul_high_i16x8_s(eight, factor));
    pointer += step;
  }
  const words = i16x8.narrow_i32x4_s(i32x4.shr_s(low, shift), i32x4.shr_s(high, shift));
  return i8x16.narrow_i16x8_u(words, words);
}

/** The same for pixels of more than four bytes, eight channels at a time. */
function manyChannels(
  source: usize,
  sourceStride: isize,
  rows: i32,
  channels: i32,
  entries: usize,
  table: usize,
  stride: i32,
  shift: i32,
  columns: i32,
  target: usize,
): void {
  const rounding = (1 << shift) >> 1;
  const step = <usize>channels;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const entry = entries + <usize>column * entryBytes;
      const pointer = source + <usize>load<i32>(entry) * step;
      const coefficients = table + ((<usize>(column * stride)) << 1);
      for (let channel: usize = 0; channel < step; channel += 8) {
        const bytes = sum8(pointer + channel, step, coefficients, load<i32>(entry, 4), rounding, shift);
        if (channel + 8 <= step) v128.store64_lane(target + channel, bytes, 0);
        else storePart(target + channel, bytes, step - channel);
      }
      target += step;
    }
    source += sourceStride;
  }
}

/**
 * Rows of `columns` pixels of `channels` bytes, packed, from source rows `sourceStride` bytes apart (negative: upwards).
 * `source` is where source position 0 of the first row is or would be.
 */
export function resampleColumns(
  source: usize,
  sourceStride: isize,
  rows: i32,
  channels: i32,
  entries: usize,
  table: usize,
  stride: i32,
  shift: i32,
  columns: i32,
  output: usize,
): void {
  const step = (<usize>stride) << 1;
  const rounding = (1 << shift) >> 1;
  let target = output;
  let done = 0;
  if (channels > 4) {
    manyChannels(source, sourceStride, rows, channels, entries, table, stride, shift, columns, output);
    return;
  }
  if (channels >= 3) {
    for (; done + 4 <= rows; done += 4) {
      if (channels == 3) fourRows3(source, sourceStride, entries, table, stride, shift, columns, target);
      else fourRows4(source, sourceStride, entries, table, stride, shift, columns, target);
      source += 4 * sourceStride;
      target += <usize>(4 * columns * channels);
    }
  }
  for (let row = done; row < rows; row++) {
    let entry = entries;
    let coefficients = table;
    // The last pixel of three channels may not store a fourth byte behind the image.
    const whole = row + 1 < rows ? columns : columns - 1;
    for (let column = 0; column < columns; column++) {
      const pointer = source + <usize>(load<i32>(entry) * channels);
      const count = load<i32>(entry, 4);
      if (channels == 3) {
        const bytes = toBytes(sum3(pointer, coefficients, count, rounding), shift);
        if (column < whole) v128.store32_lane(target, bytes, 0);
        else {
          v128.store16_lane(target, bytes, 0);
          v128.store8_lane(target + 2, bytes, 2);
        }
        target += 3;
      } else if (channels == 1) {
        v128.store8_lane(target, toBytes(sum1(pointer, coefficients, count, rounding), shift), 0);
        target += 1;
      } else if (channels == 4) {
        v128.store32_lane(target, toBytes(sum4(pointer, coefficients, count, rounding), shift), 0);
        target += 4;
      } else {
        v128.store16_lane(target, toBytes(sum2(pointer, coefficients, count, rounding), shift), 0);
        target += 2;
      }
      entry += entryBytes;
      coefficients += step;
    }
    source += sourceStride;
  }
}
