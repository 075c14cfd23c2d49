// Weighted sums over small surroundings, of bytes, in whole numbers (OpenCV's filter2D).
import { alphaMask } from "../alpha";
import { highDot, lowDot } from "../blur";
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
    for (let x = 0; x < bytes; x += 32) {
      weigh(row + <usize>x, taps, pairs, below, bits);
      const first = v128.bitselect(v128.load(row + <usize>x), v128.load(weighed), alpha);
      const second = v128.bitselect(v128.load(row + <usize>x, 16), v128.load(weighed, 16), alpha);
      const rest = bytes - x;
      if (rest >= 32) {
        v128.store(output, first);
        v128.store(output, second, 16);
      } else {
        storePart(output, first, <usize>min<i32>(16, rest));
        if (rest > 16) storePart(output + 16, second, <usize>(rest - 16));
      }
      output += <usize>min<i32>(32, rest);
    }
  }
}

/** Thirty-two results. */
const weighed = memory.data(32, 16);

/** The weighted sums about thirty-two bytes, to `weighed`: so many that what is read of the taps is read for little. */
function weigh(at: usize, taps: usize, pairs: i32, below: v128, bits: i32): void {
  let sum0 = i32x4.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  let sum4 = sum0;
  let sum5 = sum0;
  let sum6 = sum0;
  let sum7 = sum0;
  for (let pair = 0; pair < pairs; pair++) {
    const end = taps + 12 + ((<usize>load<i32>(taps)) << 2);
    const otherEnd = end + ((<usize>load<i32>(taps, 4)) << 2);
    const weights = v128.load32_splat(taps, 8);
    let one0 = i16x8.splat(0);
    let one1 = one0;
    let one2 = one0;
    let one3 = one0;
    for (taps += 12; taps < end; taps += 4) {
      const place = at + <usize>load<i32>(taps);
      const first = v128.load(place);
      const second = v128.load(place, 16);
      one0 = i16x8.add(one0, i16x8.extend_low_i8x16_u(first));
      one1 = i16x8.add(one1, i16x8.extend_high_i8x16_u(first));
      one2 = i16x8.add(one2, i16x8.extend_low_i8x16_u(second));
      one3 = i16x8.add(one3, i16x8.extend_high_i8x16_u(second));
    }
    let other0 = i16x8.splat(0);
    let other1 = other0;
    let other2 = other0;
    let other3 = other0;
    for (; taps < otherEnd; taps += 4) {
      const place = at + <usize>load<i32>(taps);
      const first = v128.load(place);
      const second = v128.load(place, 16);
      other0 = i16x8.add(other0, i16x8.extend_low_i8x16_u(first));
      other1 = i16x8.add(other1, i16x8.extend_high_i8x16_u(first));
      other2 = i16x8.add(other2, i16x8.extend_low_i8x16_u(second));
      other3 = i16x8.add(other3, i16x8.extend_high_i8x16_u(second));
    }
    sum0 = i32x4.add(sum0, lowDot(one0, other0, weights));
    sum1 = i32x4.add(sum1, highDot(one0, other0, weights));
    sum2 = i32x4.add(sum2, lowDot(one1, other1, weights));
    sum3 = i32x4.add(sum3, highDot(one1, other1, weights));
    sum4 = i32x4.add(sum4, lowDot(one2, other2, weights));
    sum5 = i32x4.add(sum5, highDot(one2, other2, weights));
    sum6 = i32x4.add(sum6, lowDot(one3, other3, weights));
    sum7 = i32x4.add(sum7, highDot(one3, other3, weights));
  }
  const first = i8x16.narrow_i16x8_u(
    i16x8.narrow_i32x4_s(leveled(sum0, below, bits), leveled(sum1, below, bits)),
    i16x8.narrow_i32x4_s(leveled(sum2, below, bits), leveled(sum3, below, bits)),
  );
  const second = i8x16.narrow_i16x8_u(
    i16x8.narrow_i32x4_s(leveled(sum4, below, bits), leveled(sum5, below, bits)),
    i16x8.narrow_i32x4_s(leveled(sum6, below, bits), leveled(sum7, below, bits)),
  );
  v128.store(weighed, first);
  v128.store(weighed, second, 16);
}
