// Medians over squares of bytes; beyond the edges the image's edge is repeated (OpenCV's medianBlur).
import { storePart } from "../tail";
import { medianOfTwentyFive } from "./median-of-25";
import { pad, REPEAT } from "./pad";

/** The median of three. */
function middle(a: v128, b: v128, c: v128): v128 {
  return i8x16.max_u(i8x16.min_u(a, b), i8x16.min_u(i8x16.max_u(a, b), c));
}

/**
 * Of nine: each column sorted, the median is that of the largest least one, the median of the middle ones and the least
 * largest one.
 */
function medianOfNine(at: usize, stride: usize, step: usize): v128 {
  let least = i8x16.splat(0);
  let largest = i8x16.splat(-1);
  let first = i8x16.splat(0);
  let second = first;
  let third = first;
  for (let column: usize = 0; column < 3; column++) {
    const x = at - step + column * step;
    const above = v128.load(x - stride);
    const here = v128.load(x);
    const below = v128.load(x + stride);
    const low = i8x16.min_u(above, here);
    const high = i8x16.max_u(above, here);
    least = i8x16.max_u(least, i8x16.min_u(low, below));
    largest = i8x16.min_u(largest, i8x16.max_u(high, below));
    first = second;
    second = third;
    third = i8x16.max_u(low, i8x16.min_u(high, below));
  }
  return middle(least, middle(first, second, third), largest);
}

/**
 * Of `size` × `size`, at most 255: bit by bit from the highest, a bit belongs to the median where more than half of the
 * levels are at least as large as it with that bit.
 */
function medianOfMany(at: usize, stride: usize, step: usize, size: i32): v128 {
  const radius = <usize>(size >> 1);
  const start = at - radius * stride - radius * step;
  const half = i8x16.splat(<i8>((size * size) >> 1));
  let median = i8x16.splat(0);
  for (let bit = 128; bit > 0; bit >>= 1) {
    const candidate = v128.or(median, i8x16.splat(<i8>bit));
    let count = i8x16.splat(0);
    for (let row = 0; row < size; row++) {
      let x = start + <usize>row * stride;
      // A comparison that holds is −1.
      for (let column = 0; column < size; column++, x += step) {
        count = i8x16.sub(count, i8x16.ge_u(v128.load(x), candidate));
      }
    }
    median = v128.bitselect(candidate, median, i8x16.gt_u(count, half));
  }
  return median;
}

/** `size` is odd, 3 to 15. `padded` is scratch for the image with a border of size / 2 pixels, and 64 bytes more. */
export function median(
  source: usize,
  width: i32,
  height: i32,
  channels: i32,
  size: i32,
  padded: usize,
  output: usize,
): void {
  const radius = size >> 1;
  const stride = <usize>((width + 2 * radius) * channels);
  const step = <usize>channels;
  pad(source, width, height, channels, radius, radius, REPEAT, stride, padded);
  const bytes = width * channels;
  for (let y = 0; y < height; y++) {
    const row = padded + <usize>(y + radius) * stride + <usize>radius * step;
    for (let x = 0; x < bytes; x += 16) {
      const at = row + <usize>x;
      let result: v128;
      if (size == 3) result = medianOfNine(at, stride, step);
      else if (size == 5) result = medianOfTwentyFive(at, stride, step);
      else result = medianOfMany(at, stride, step, size);
      if (x + 16 <= bytes) v128.store(output, result);
      else storePart(output, result, <usize>(bytes - x));
      output += <usize>min<i32>(16, bytes - x);
    }
  }
}
