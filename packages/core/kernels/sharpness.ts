import { alphaMask } from "./alpha";
import { storePart } from "./tail";

/** A column of three bytes, sixteen times: the low or the high eight sums. */
function columnLow(above: v128, at: v128, below: v128): v128 {
  return i16x8.add(
    i16x8.extend_low_i8x16_u(at),
    i16x8.add(i16x8.extend_low_i8x16_u(above), i16x8.extend_low_i8x16_u(below)),
  );
}
function columnHigh(above: v128, at: v128, below: v128): v128 {
  return i16x8.add(
    i16x8.extend_high_i8x16_u(at),
    i16x8.add(i16x8.extend_high_i8x16_u(above), i16x8.extend_high_i8x16_u(below)),
  );
}

/**
 * Four results: the level plus `share` times the way to the weighted mean of its surroundings, rounded to f32 once as a
 * fused multiply-add does, cut to a whole level. Sums are those of eight neighbours and five times the middle, at most
 * 3315: divided by 13 and rounded they are (sum + 6) · 5042 / 2¹⁶, cut, without an error.
 */
function blend(sums: v128, levels: v128, share: v128): v128 {
  const mean = i32x4.shr_u(i32x4.mul(i32x4.add(sums, i32x4.splat(6)), i32x4.splat(5042)), 16);
  const way = i32x4.sub(mean, levels);
  // 9 bits times the 24 of an f32 are exact in f64, and so is the sum.
  const low = f64x2.add(f64x2.convert_low_i32x4_s(levels), f64x2.mul(f64x2.convert_low_i32x4_s(way), share));
  const upperLevels = i32x4.shuffle(levels, levels, 2, 3, 2, 3);
  const upperWay = i32x4.shuffle(way, way, 2, 3, 2, 3);
  const high = f64x2.add(f64x2.convert_low_i32x4_s(upperLevels), f64x2.mul(f64x2.convert_low_i32x4_s(upperWay), share));
  const value = i32x4.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
  // Saturates where the share is large; what is below zero or above 255 is clamped when the lanes are narrowed.
  return i32x4.trunc_sat_f32x4_s(value);
}

/** Sixteen results in a row. */
function sharpen(at: usize, stride: usize, step: usize, share: v128): v128 {
  const middle = v128.load(at);
  let above = v128.load(at - stride);
  let below = v128.load(at + stride);
  let low = columnLow(above, middle, below);
  let high = columnHigh(above, middle, below);
  const level0 = i16x8.extend_low_i8x16_u(middle);
  const level1 = i16x8.extend_high_i8x16_u(middle);
  low = i16x8.add(low, i16x8.shl(level0, 2));
  high = i16x8.add(high, i16x8.shl(level1, 2));
  for (let side = 0; side < 2; side++) {
    const neighbour = side == 0 ? at - step : at + step;
    above = v128.load(neighbour - stride);
    below = v128.load(neighbour + stride);
    const beside = v128.load(neighbour);
    low = i16x8.add(low, columnLow(above, beside, below));
    high = i16x8.add(high, columnHigh(above, beside, below));
  }
  const a = blend(i32x4.extend_low_i16x8_u(low), i32x4.extend_low_i16x8_u(level0), share);
  const b = blend(i32x4.extend_high_i16x8_u(low), i32x4.extend_high_i16x8_u(level0), share);
  const c = blend(i32x4.extend_low_i16x8_u(high), i32x4.extend_low_i16x8_u(level1), share);
  const d = blend(i32x4.extend_high_i16x8_u(high), i32x4.extend_high_i16x8_u(level1), share);
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

/**
 * Moves each byte by `share` of the way to the mean of its 3 × 3 surroundings, in which it counts five times: 1 blurs,
 * below 0 sharpens. The outermost pixels and alpha, the last of 2 or 4 channels, stay.
 */
export function sharpness(source: usize, width: i32, height: i32, channels: i32, share: f32, output: usize): void {
  const stride = <usize>(width * channels);
  memory.copy(output, source, stride * <usize>height);
  const shares = f64x2.splat(<f64>share);
  const alpha = alphaMask(channels);
  const step = <usize>channels;
  const inner = (width - 2) * channels;
  for (let row = 1; row < height - 1; row++) {
    const start = <usize>row * stride + step;
    for (let x = 0; x < inner; x += 16) {
      const at = start + <usize>x;
      const result = v128.bitselect(v128.load(source + at), sharpen(source + at, stride, step, shares), alpha);
      if (x + 16 <= inner) v128.store(output + at, result);
      else storePart(output + at, result, <usize>(inner - x));
    }
  }
}
