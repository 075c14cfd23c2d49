// Weighted sums over small surroundings, of bytes, in whole numbers (OpenCV's filter2D).
import { alphaMask } from "../alpha";
import { storePart } from "../tail";
import { pad } from "./pad";

/** Sums in parts of 2^bits, rounded half to even; `below` is just less than a half. */
function leveled(sums: v128, below: v128, bits: i32): v128 {
  const odd = v128.and(i32x4.shr_s(sums, bits), i32x4.splat(1));
  return i32x4.shr_s(i32x4.add(i32x4.add(sums, below), odd), bits);
}

/**
 * `taps` holds `pairs` pairs of groups of taps of one weight: the number of taps in either (at most 128), the two weights,
 * 16 bits each, and for each tap how many bytes it lies from the middle in the padded copy, as i32. Weights are in parts
 * of 2^bits, 1 to 24. `padded` is scratch for the image with borders of `left` and `top` pixels, rows of
 * (width + 2 · left) · channels bytes, and 64 more; what lies in the borders, `border` says. Sums are rounded half to even. With
 * `keepAlpha` the last of 2 or 4 channels stays.
 */
export function convolve(
  source: usize,
  width: i32,
  height: i32,
  channels: i32,
  taps: usize,
  pairs: i32,
  bits: i32,
  left: i32,
  top: i32,
  border: i32,
  keepAlpha: bool,
  padded: usize,
  output: usize,
): void {
  const stride = <usize>((width + 2 * left) * channels);
  pad(source, width, height, channels, left, top, border, stride, padded);
  const bytes = width * channels;
  const alpha = keepAlpha ? alphaMask(channels) : i32x4.splat(0);
  const below = i32x4.splat(((1 << bits) >> 1) - 1);
  for (let y = 0; y < height; y++) {
    const row = padded + <usize>(y + top) * stride + <usize>(left * channels);
    for (let x = 0; x < bytes; x += 16) {
      const at = row + <usize>x;
      let sum0 = i32x4.splat(0);
      let sum1 = i32x4.splat(0);
      let sum2 = i32x4.splat(0);
      let sum3 = i32x4.splat(0);
      let tap = taps;
      for (let pair = 0; pair < pairs; pair++) {
        const count = load<i32>(tap);
        const other = load<i32>(tap, 4);
        const weights = v128.load32_splat(tap, 8);
        tap += 12;
        let firstLow = i16x8.splat(0);
        let firstHigh = i16x8.splat(0);
        for (const end = tap + ((<usize>count) << 2); tap < end; tap += 4) {
          const levels = v128.load(at + <usize>load<i32>(tap));
          firstLow = i16x8.add(firstLow, i16x8.extend_low_i8x16_u(levels));
          firstHigh = i16x8.add(firstHigh, i16x8.extend_high_i8x16_u(levels));
        }
        let low = i16x8.splat(0);
        let high = i16x8.splat(0);
        for (const end = tap + ((<usize>other) << 2); tap < end; tap += 4) {
          const levels = v128.load(at + <usize>load<i32>(tap));
          low = i16x8.add(low, i16x8.extend_low_i8x16_u(levels));
          high = i16x8.add(high, i16x8.extend_high_i8x16_u(levels));
        }
        const pairs0 = i16x8.shuffle(firstLow, low, 0, 8, 1, 9, 2, 10, 3, 11);
        const pairs1 = i16x8.shuffle(firstLow, low, 4, 12, 5, 13, 6, 14, 7, 15);
        const pairs2 = i16x8.shuffle(firstHigh, high, 0, 8, 1, 9, 2, 10, 3, 11);
        const pairs3 = i16x8.shuffle(firstHigh, high, 4, 12, 5, 13, 6, 14, 7, 15);
        sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(pairs0, weights));
        sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(pairs1, weights));
        sum2 = i32x4.add(sum2, i32x4.dot_i16x8_s(pairs2, weights));
        sum3 = i32x4.add(sum3, i32x4.dot_i16x8_s(pairs3, weights));
      }
      const sums = i8x16.narrow_i16x8_u(
        i16x8.narrow_i32x4_s(leveled(sum0, below, bits), leveled(sum1, below, bits)),
        i16x8.narrow_i32x4_s(leveled(sum2, below, bits), leveled(sum3, below, bits)),
      );
      const result = v128.bitselect(v128.load(at), sums, alpha);
      if (x + 16 <= bytes) v128.store(output, result);
      else storePart(output, result, <usize>(bytes - x));
      output += <usize>min<i32>(16, bytes - x);
    }
  }
}
