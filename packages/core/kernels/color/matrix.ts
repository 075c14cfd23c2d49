// Three channels as weighted sums of the three, in whole numbers: 1024ths, rounded half up, as OpenCV's `transform` has
// them for bytes.
import { firstInTurn, lastInTurn } from "../in-turn";

/** Two weights for pairs of 16-bit numbers that lie side by side. */
function pair(first: i32, second: i32): v128 {
  return i32x4.splat((first & 0xffff) | (second << 16));
}

/** Eight sums of pairs of red and green, and of blue and 1, as 16 bits. */
function eight(a: v128, b: v128, restA: v128, restB: v128, weights: v128, rest: v128): v128 {
  const low = i32x4.add(i32x4.dot_i16x8_s(a, weights), i32x4.dot_i16x8_s(restA, rest));
  const high = i32x4.add(i32x4.dot_i16x8_s(b, weights), i32x4.dot_i16x8_s(restB, rest));
  return i16x8.narrow_i32x4_s(i32x4.shr_s(low, 10), i32x4.shr_s(high, 10));
}

/** Replaces planes, `plane` bytes apart, by the products of their colors with the nine numbers (−32 to 32) at `matrix`. */
export function multiplyColors(planes: usize, count: i32, plane: i32, matrix: usize): void {
  const greens = <usize>plane;
  const blues = <usize>(2 * plane);
  const weights0 = pair(load<i32>(matrix), load<i32>(matrix, 4));
  const rest0 = pair(load<i32>(matrix, 8), 512);
  const weights1 = pair(load<i32>(matrix, 12), load<i32>(matrix, 16));
  const rest1 = pair(load<i32>(matrix, 20), 512);
  const weights2 = pair(load<i32>(matrix, 24), load<i32>(matrix, 28));
  const rest2 = pair(load<i32>(matrix, 32), 512);
  const one = i8x16.splat(1);
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 16) {
    const at = planes + pixel;
    const red = v128.load(at);
    const green = v128.load(at + greens);
    const blue = v128.load(at + blues);
    const low = firstInTurn(red, green);
    const high = lastInTurn(red, green);
    const lowRest = firstInTurn(blue, one);
    const highRest = lastInTurn(blue, one);
    const a = i16x8.extend_low_i8x16_u(low);
    const b = i16x8.extend_high_i8x16_u(low);
    const c = i16x8.extend_low_i8x16_u(high);
    const d = i16x8.extend_high_i8x16_u(high);
    const restA = i16x8.extend_low_i8x16_u(lowRest);
    const restB = i16x8.extend_high_i8x16_u(lowRest);
    const restC = i16x8.extend_low_i8x16_u(highRest);
    const restD = i16x8.extend_high_i8x16_u(highRest);
    const red0 = eight(a, b, restA, restB, weights0, rest0);
    const red1 = eight(c, d, restC, restD, weights0, rest0);
    const green0 = eight(a, b, restA, restB, weights1, rest1);
    const green1 = eight(c, d, restC, restD, weights1, rest1);
    const blue0 = eight(a, b, restA, restB, weights2, rest2);
    const blue1 = eight(c, d, restC, restD, weights2, rest2);
    v128.store(at, i8x16.narrow_i16x8_u(red0, red1));
    v128.store(at + greens, i8x16.narrow_i16x8_u(green0, green1));
    v128.store(at + blues, i8x16.narrow_i16x8_u(blue0, blue1));
  }
}
