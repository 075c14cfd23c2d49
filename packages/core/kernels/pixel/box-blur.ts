// Means over squares, of bytes: the sum of each column goes down the rows with one row added and one taken away, and the
// sum of a square goes along those with one column added and one taken away.
import { storePart } from "../tail";
import { MIRROR, pad } from "./pad";

/** Adds `sign` times a row of bytes to the sums of columns, 16 bits each. */
function addRow(row: usize, count: i32, sums: usize, subtract: bool): void {
  for (let x: usize = 0; x < <usize>count; x += 8) {
    const levels = v128.load_ext<u8>(row + x);
    const sum = v128.load(sums + 2 * x);
    v128.store(sums + 2 * x, subtract ? i16x8.sub(sum, levels) : i16x8.add(sum, levels));
  }
}

/** Squares of this many pixels a side, and smaller ones, have sums that fit 16 bits. */
const mostShort: i32 = 15;

/** Four means of four sums of 32 bits. */
function means(sums: v128, half: v128, share: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.add(f32x4.convert_i32x4_u(sums), half), share));
}

/** A row of means, eight at a time, of the sums of columns; `step` is two bytes for each channel. */
function meanRow(sums: usize, count: i32, size: i32, step: usize, area: i32, output: usize): void {
  // An odd area has no halves; a quarter keeps the product of a reciprocal clear of whole numbers.
  const half = f32x4.splat(<f32>(area >> 1) + <f32>0.25);
  const share = f32x4.splat(<f32>(1.0 / <f64>area));
  for (let x = 0; x < count; x += 8) {
    let column = sums + ((<usize>x) << 1);
    let sum = v128.load(column);
    for (let tap = 1; tap < size; tap++) {
      column += step;
      sum = i16x8.add(sum, v128.load(column));
    }
    const low = means(i32x4.extend_low_i16x8_u(sum), half, share);
    const high = means(i32x4.extend_high_i16x8_u(sum), half, share);
    const shorts = i16x8.narrow_i32x4_s(low, high);
    const bytes = i8x16.narrow_i16x8_u(shorts, shorts);
    if (x + 8 <= count) v128.store64_lane(output + <usize>x, bytes, 0);
    else storePart(output + <usize>x, bytes, <usize>(count - x));
  }
}

/**
 * Means over `size` (odd, at most 255) pixels both ways, rounded to nearest; beyond the edges the image is mirrored without
 * them (OpenCV's blur). `padded` is scratch for the image with a border of size / 2 pixels and 64 bytes more, `sums` for
 * two bytes for each element of a padded row, and 64 more.
 */
export function boxBlur(
  source: usize,
  width: i32,
  height: i32,
  channels: i32,
  size: i32,
  padded: usize,
  sums: usize,
  output: usize,
): void {
  const radius = size >> 1;
  const count = (width + 2 * radius) * channels;
  const stride = <usize>count;
  pad(source, width, height, channels, radius, radius, MIRROR, stride, padded);
  memory.fill(sums, 0, 2 * stride + 64);
  const area = size * size;
  // An odd area has no halves; a quarter keeps the product of a reciprocal clear of whole numbers.
  const half = <f64>(area >> 1) + 0.25;
  const share = 1.0 / <f64>area;
  for (let y = 0; y < size - 1; y++) addRow(padded + <usize>y * stride, count, sums, false);
  const span = (<usize>(size * channels)) << 1;
  for (let y = 0; y < height; y++) {
    addRow(padded + <usize>(y + size - 1) * stride, count, sums, false);
    if (size <= mostShort) {
      meanRow(sums, width * channels, size, (<usize>channels) << 1, area, output);
      output += <usize>(width * channels);
      addRow(padded + <usize>y * stride, count, sums, true);
      continue;
    }
    for (let channel = 0; channel < channels; channel++) {
      let column = sums + ((<usize>channel) << 1);
      let sum = 0;
      for (let x = 0; x < size - 1; x++) sum += load<u16>(column + ((<usize>(x * channels)) << 1));
      let target = output + <usize>channel;
      for (let x = 0; x < width; x++) {
        sum += load<u16>(column + span - ((<usize>channels) << 1));
        store<u8>(target, <u8>((<f64>sum + half) * share));
        sum -= load<u16>(column);
        column += (<usize>channels) << 1;
        target += <usize>channels;
      }
    }
    output += <usize>(width * channels);
    addRow(padded + <usize>y * stride, count, sums, true);
  }
}
