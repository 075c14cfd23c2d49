// torchvision's gray of 8-bit color: the whole part of red · 0.2989 + green · 0.587 + blue · 0.114, computed in f32 with
// fused multiply-adds. Four decimals make that floor((2989 red + 5870 green + 1140 blue) / 10000) in whole numbers, for
// all of the 16,777,216 colors but three, which f32 puts just below a whole number.
import { magic } from "./four";

export const GRAY_RED: i16 = 2989;
export const GRAY_GREEN: i16 = 5870;
export const GRAY_BLUE: i16 = 1140;

const weights = memory.data<i16>([GRAY_RED, GRAY_GREEN, GRAY_BLUE, 0]);

/** Whether a color is one of the three. */
export function isBelowItsWhole(red: i32, green: i32, blue: i32): bool {
  if (red != 250) return false;
  return (green == 9 && blue == 228) || (green == 13 && blue == 146) || (green == 47 && blue == 199);
}

/** Writes the gray plane of `count` pixels (whole sixteens are written) whose planes lie `plane` bytes apart. */
export function grayPlane(planes: usize, count: i32, plane: i32, output: usize): void {
  const greens = planes + <usize>plane;
  const blues = greens + <usize>plane;
  const redGreen = v128.load32_splat(weights);
  const blueOnly = v128.load32_splat(weights, 4);
  const zero = i32x4.splat(0);
  const byte = i32x4.splat(255);
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 16) {
    const red = v128.load(planes + pixel);
    const green = v128.load(greens + pixel);
    const blue = v128.load(blues + pixel);
    const low = i8x16.shuffle(red, green, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const high = i8x16.shuffle(red, green, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const lowBlue = i8x16.shuffle(blue, zero, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const highBlue = i8x16.shuffle(blue, zero, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const a = four(i16x8.extend_low_i8x16_u(low), i32x4.extend_low_i16x8_u(lowBlue), redGreen, blueOnly);
    const b = four(i16x8.extend_high_i8x16_u(low), i32x4.extend_high_i16x8_u(lowBlue), redGreen, blueOnly);
    const c = four(i16x8.extend_low_i8x16_u(high), i32x4.extend_low_i16x8_u(highBlue), redGreen, blueOnly);
    const d = four(i16x8.extend_high_i8x16_u(high), i32x4.extend_high_i16x8_u(highBlue), redGreen, blueOnly);
    const gray = i8x16.narrow_i16x8_u(
      i16x8.narrow_i32x4_s(v128.and(a, byte), v128.and(b, byte)),
      i16x8.narrow_i32x4_s(v128.and(c, byte), v128.and(d, byte)),
    );
    const exceptions = v128.or(
      v128.or(is(red, green, blue, 250, 9, 228), is(red, green, blue, 250, 13, 146)),
      is(red, green, blue, 250, 47, 199),
    );
    // A mask is −1 where it is set.
    v128.store(output + pixel, i8x16.add(gray, exceptions));
  }
}

/** Gray of four pixels in the low bytes of lanes. The sum is exact, and f32 is fine enough to divide it by 10000. */
function four(redGreen: v128, blue: v128, redGreenWeights: v128, blueWeight: v128): v128 {
  const sum = i32x4.add(i32x4.dot_i16x8_s(redGreen, redGreenWeights), i32x4.dot_i16x8_s(blue, blueWeight));
  const value = f32x4.mul(f32x4.convert_i32x4_s(sum), f32x4.splat(0.0001));
  return f32x4.add(f32x4.add(value, f32x4.splat(-0.49995)), f32x4.splat(magic));
}

function is(red: v128, green: v128, blue: v128, r: i32, g: i32, b: i32): v128 {
  const one = i8x16.eq(red, i8x16.splat(<i8>r));
  return v128.and(v128.and(one, i8x16.eq(green, i8x16.splat(<i8>g))), i8x16.eq(blue, i8x16.splat(<i8>b)));
}

/** Sum of `count` bytes, of which those behind them up to sixteen are set to zero. */
export function sumBytes(bytes: usize, count: i32): i32 {
  memory.fill(bytes + <usize>count, 0, <usize>(-count & 15));
  let sums = i32x4.splat(0);
  for (let index: usize = 0; index < <usize>count; index += 16) {
    const pairs = i16x8.extadd_pairwise_i8x16_u(v128.load(bytes + index));
    sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(pairs));
  }
  return (
    i32x4.extract_lane(sums, 0) +
    i32x4.extract_lane(sums, 1) +
    i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3)
  );
}
