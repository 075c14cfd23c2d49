// Weighted sums over small surroundings, of bytes, in f32 and cut to whole levels: where levels are cut, what is a whole one
// must come out as it is.
import { alphaMask } from "../alpha";
import { wholeParts } from "../four";
import { storePart } from "../tail";
import { pad } from "./pad";

/**
 * `taps` holds groups of taps of one weight: their number (at most 256), the weight as f32, and for each tap how many
 * bytes it lies from the middle in the padded copy, as i32; `groups` of them. Levels of one weight are summed as whole
 * numbers before they are weighed. `padded` is scratch for the image with borders of `left` and `top` pixels, rows of
 * (width + 2 · left) · channels bytes, and 64 more; what lies in the borders, `border` says. With
 * `keepAlpha` the last of 2 or 4 channels stays.
 */
export function convolveCut(
  source: usize,
  width: i32,
  height: i32,
  channels: i32,
  taps: usize,
  groups: i32,
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
  for (let y = 0; y < height; y++) {
    const row = padded + <usize>(y + top) * stride + <usize>(left * channels);
    for (let x = 0; x < bytes; x += 16) {
      const at = row + <usize>x;
      let sum0 = f32x4.splat(0);
      let sum1 = f32x4.splat(0);
      let sum2 = f32x4.splat(0);
      let sum3 = f32x4.splat(0);
      let tap = taps;
      for (let group = 0; group < groups; group++) {
        const end = tap + 8 + ((<usize>load<i32>(tap)) << 2);
        const weight = v128.load32_splat(tap, 4);
        let low = i16x8.splat(0);
        let high = i16x8.splat(0);
        for (tap += 8; tap < end; tap += 4) {
          const levels = v128.load(at + <usize>load<i32>(tap));
          low = i16x8.add(low, i16x8.extend_low_i8x16_u(levels));
          high = i16x8.add(high, i16x8.extend_high_i8x16_u(levels));
        }
        sum0 = f32x4.add(sum0, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)), weight));
        sum1 = f32x4.add(sum1, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), weight));
        sum2 = f32x4.add(sum2, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), weight));
        sum3 = f32x4.add(sum3, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)), weight));
      }
      const sums = i8x16.narrow_i16x8_u(
        i16x8.narrow_i32x4_s(wholeParts(sum0), wholeParts(sum1)),
        i16x8.narrow_i32x4_s(wholeParts(sum2), wholeParts(sum3)),
      );
      const result = v128.bitselect(v128.load(at), sums, alpha);
      if (x + 16 <= bytes) v128.store(output, result);
      else storePart(output, result, <usize>(bytes - x));
      output += <usize>min<i32>(16, bytes - x);
    }
  }
}
