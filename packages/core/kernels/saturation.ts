import { fused, loadFour, storeFour, together, upper } from "./fused";

/** torchvision's gray of four pixels, whole f32 numbers: red · 0.2989 + green · 0.587 + blue · 0.114, rounded down. */
function gray(red: v128, green: v128, blue: v128): v128 {
  const sum = fused(green, f64x2.splat(<f64>(<f32>0.587)), f32x4.mul(red, f32x4.splat(0.2989)));
  return f32x4.floor(fused(blue, f64x2.splat(<f64>(<f32>0.114)), sum));
}

/** The same for the four pixels at the start of planes that lie `plane` bytes apart. */
export function grayOfFour(planes: usize, plane: i32): v128 {
  return gray(loadFour(planes), loadFour(planes + <usize>plane), loadFour(planes + <usize>(2 * plane)));
}

/** Blends planes with their gray: trunc(clamp(value · factor + gray · rest)). Works on whole fours of pixels. */
export function saturate(planes: usize, count: i32, plane: i32, factor: f32, rest: f32): void {
  const factors = f32x4.splat(factor);
  const rests = f64x2.splat(<f64>rest);
  const greens = planes + <usize>plane;
  const blues = greens + <usize>plane;
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 4) {
    const red = loadFour(planes + pixel);
    const green = loadFour(greens + pixel);
    const blue = loadFour(blues + pixel);
    const level = gray(red, green, blue);
    const low = f64x2.mul(f64x2.promote_low_f32x4(level), rests);
    const high = f64x2.mul(f64x2.promote_low_f32x4(upper(level)), rests);
    storeFour(planes + pixel, blend(f32x4.mul(red, factors), low, high));
    storeFour(greens + pixel, blend(f32x4.mul(green, factors), low, high));
    storeFour(blues + pixel, blend(f32x4.mul(blue, factors), low, high));
  }
}

/** Four f32 plus the f64 of both halves, rounded to f32 once, towards zero to integers. */
function blend(value: v128, low: v128, high: v128): v128 {
  const sumLow = f32x4.demote_f64x2_zero(f64x2.add(f64x2.promote_low_f32x4(value), low));
  const sumHigh = f32x4.demote_f64x2_zero(f64x2.add(f64x2.promote_low_f32x4(upper(value)), high));
  return i32x4.trunc_sat_f32x4_s(together(sumLow, sumHigh));
}
