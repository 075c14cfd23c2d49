// Means over squares, of bytes: the sum of each column goes down the rows with one row added and one taken away; the sum of a
// square is that of its columns.
import { magic } from "../four";
import { copyPixel } from "../reindex";
import { storePart } from "../tail";
import { inside, MIRROR } from "./pad";

/** Adds a row of bytes to the sums of columns, 16 bits each. */
function addRow(row: usize, count: i32, sums: usize): void {
  for (let x: usize = 0; x < <usize>count; x += 8) {
    v128.store(sums + 2 * x, i16x8.add(v128.load(sums + 2 * x), v128.load_ext<u8>(row + x)));
  }
}

/** Adds one row and takes another away. */
function moveRow(added: usize, gone: usize, count: i32, sums: usize): void {
  for (let x: usize = 0; x < <usize>count; x += 8) {
    const change = i16x8.sub(v128.load_ext<u8>(added + x), v128.load_ext<u8>(gone + x));
    v128.store(sums + 2 * x, i16x8.add(v128.load(sums + 2 * x), change));
  }
}

/** Squares of this many pixels a side, and smaller ones, have sums that fit 16 bits. */
const mostShort: i32 = 15;

/** The nearest whole numbers to four sums of 32 bits times a share, as 32 bits: an odd area has no halves. */
function means(sums: v128, share: v128): v128 {
  const near = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sums), share), f32x4.splat(magic));
  return v128.and(near, i32x4.splat(255));
}

/** Eight means of eight sums of 16 bits, as 16 bits. */
function eight(sums: v128, share: v128): v128 {
  return i16x8.narrow_i32x4_s(
    means(i32x4.extend_low_i16x8_u(sums), share),
    means(i32x4.extend_high_i16x8_u(sums), share),
  );
}

/** The sums of `size` columns, `step` bytes apart, of eight squares. */
function squares(column: usize, size: i32, step: usize): v128 {
  let sum = i16x8.add(v128.load(column), v128.load(column + step));
  sum = i16x8.add(sum, v128.load(column + 2 * step));
  for (let tap = 3; tap < size; tap += 2) {
    column += 2 * step;
    sum = i16x8.add(sum, i16x8.add(v128.load(column + step), v128.load(column + 2 * step)));
  }
  return sum;
}

/** A row of means of squares of three pixels a side or more; `step` is two bytes for each channel. */
function meanRow(sums: usize, count: i32, size: i32, step: usize, share: v128, output: usize): void {
  const whole = <usize>(count & ~15);
  for (let x: usize = 0; x < whole; x += 16) {
    const low = eight(squares(sums + 2 * x, size, step), share);
    const high = eight(squares(sums + 2 * x + 16, size, step), share);
    v128.store(output + x, i8x16.narrow_i16x8_u(low, high));
  }
  if (whole == <usize>count) return;
  const low = eight(squares(sums + 2 * whole, size, step), share);
  const high = eight(squares(sums + 2 * whole + 16, size, step), share);
  storePart(output + whole, i8x16.narrow_i16x8_u(low, high), <usize>count - whole);
}

/** A row of means of squares whose sums take more than 16 bits: along it one column is added and one taken away. */
function longMeanRow(sums: usize, width: i32, channels: i32, size: i32, output: usize): void {
  const area = size * size;
  // An odd area has no halves; a quarter keeps the product of a reciprocal clear of whole numbers.
  const half = <f64>(area >> 1) + 0.25;
  const share = 1.0 / <f64>area;
  const step = (<usize>channels) << 1;
  const span = step * <usize>size;
  for (let channel = 0; channel < channels; channel++) {
    let column = sums + ((<usize>channel) << 1);
    let sum = 0;
    for (let x = 0; x < size - 1; x++) sum += load<u16>(column + <usize>x * step);
    let target = output + <usize>channel;
    for (let x = 0; x < width; x++) {
      sum += load<u16>(column + span - step);
      store<u8>(target, <u8>((<f64>sum + half) * share));
      sum -= load<u16>(column);
      column += step;
      target += <usize>channels;
    }
  }
}

/**
 * Means over `size` (odd, 1 to 255) pixels both ways, rounded to nearest; beyond the edges the image is mirrored without
 * them (OpenCV's blur). `sums` is scratch for two bytes for each element of a row with size / 2 pixels on either side, and
 * 64 more.
 */
export function boxBlur(
  source: usize,
  width: i32,
  height: i32,
  channels: i32,
  size: i32,
  sums: usize,
  output: usize,
): void {
  const bytes = <usize>(width * channels);
  if (size == 1) {
    memory.copy(output, source, bytes * <usize>height);
    return;
  }
  const radius = size >> 1;
  const pixel = channels << 1;
  const columns = sums + <usize>(radius * pixel);
  const share = f32x4.splat(<f32>(1.0 / <f64>(size * size)));
  memory.fill(columns, 0, 2 * bytes + 16);
  for (let y = -radius; y < radius; y++) addRow(source + <usize>inside(y, height, MIRROR) * bytes, <i32>bytes, columns);
  for (let y = 0; y < height; y++) {
    const added = source + <usize>inside(y + radius, height, MIRROR) * bytes;
    const gone = source + <usize>inside(y - 1 - radius, height, MIRROR) * bytes;
    if (y == 0) addRow(added, <i32>bytes, columns);
    else moveRow(added, gone, <i32>bytes, columns);
    for (let x = 1; x <= radius; x++) {
      const right = width - 1 + x;
      copyPixel(columns - <usize>(x * pixel), columns + <usize>(inside(-x, width, MIRROR) * pixel), pixel);
      copyPixel(columns + <usize>(right * pixel), columns + <usize>(inside(right, width, MIRROR) * pixel), pixel);
    }
    if (size <= mostShort) meanRow(sums, width * channels, size, <usize>pixel, share, output);
    else longMeanRow(sums, width, channels, size, output);
    output += bytes;
  }
}
