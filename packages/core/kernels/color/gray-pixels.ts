// Gray of interleaved pixels of three bytes, to the byte that of ../gray.ts, which works on planes.
import { magic } from "../four";
import { GRAY_BLUE, GRAY_GREEN, GRAY_RED, isBelowItsWhole } from "../gray";
import { storePart } from "../tail";

/** Twice the weights, and behind them what turns rounding to the nearest into cutting: just less than half, of a whole. */
const weights = memory.data<i16>([2 * GRAY_RED, 2 * GRAY_GREEN, 2 * GRAY_BLUE, -9999]);

/** The gray of the first four pixels, in the low bytes of lanes whose other bits are those of `magic`. */
function four(pixels: v128, redGreen: v128, blueOne: v128): v128 {
  const pairs = i8x16.swizzle(pixels, i8x16(0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1));
  const blues = i8x16.swizzle(pixels, i8x16(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1));
  const rest = i32x4.dot_i16x8_s(v128.or(blues, i32x4.splat(0x10000)), blueOne);
  const sum = i32x4.add(i32x4.dot_i16x8_s(pairs, redGreen), rest);
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sum), f32x4.splat(0.00005)), f32x4.splat(magic));
}

/** Whether one of sixteen pixels might be one of the three colors that are put right: all have 250 of red. */
function mayBeBelow(pixels: usize): bool {
  const red = i8x16.splat(<i8>250);
  const first = i8x16.eq(v128.load(pixels), red);
  const second = i8x16.eq(v128.load(pixels, 16), red);
  const third = i8x16.eq(v128.load(pixels, 32), red);
  return v128.any_true(v128.or(v128.or(first, second), third));
}

/** 1 where the gray of a pixel is one less than was computed. */
function excess(pixel: usize): i32 {
  return i32(isBelowItsWhole(load<u8>(pixel), load<u8>(pixel, 1), load<u8>(pixel, 2)));
}

/** The gray of sixteen pixels, side by side. */
function graySixteen(pixels: usize, redGreen: v128, blueOne: v128): v128 {
  const byte = i32x4.splat(255);
  const low = i16x8.narrow_i32x4_s(
    v128.and(four(v128.load(pixels), redGreen, blueOne), byte),
    v128.and(four(v128.load(pixels, 12), redGreen, blueOne), byte),
  );
  const high = i16x8.narrow_i32x4_s(
    v128.and(four(v128.load(pixels, 24), redGreen, blueOne), byte),
    v128.and(four(v128.load(pixels, 36), redGreen, blueOne), byte),
  );
  const gray = i8x16.narrow_i16x8_u(low, high);
  return mayBeBelow(pixels) ? i8x16.sub(gray, excesses(pixels)) : gray;
}

/** Writes the gray of `count` pixels, a byte for each. */
export function grayBytes(source: usize, count: i32, target: usize): void {
  const redGreen = v128.load32_splat(weights);
  const blueOne = v128.load32_splat(weights, 4);
  const whole = <usize>(count & ~15);
  let pixel: usize = 0;
  for (; pixel < whole; pixel += 16) v128.store(target + pixel, graySixteen(source + 3 * pixel, redGreen, blueOne));
  const left = <usize>count - whole;
  if (left > 0) storePart(target + pixel, graySixteen(source + 3 * pixel, redGreen, blueOne), left);
}

/** Gives `count` pixels their gray in all three channels. */
export function grayPixels(source: usize, count: i32, target: usize): void {
  const redGreen = v128.load32_splat(weights);
  const blueOne = v128.load32_splat(weights, 4);
  const end = source + <usize>count * 3;
  for (; source < end; source += 48) {
    const gray = graySixteen(source, redGreen, blueOne);
    const first = i8x16.swizzle(gray, i8x16(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5));
    const second = i8x16.swizzle(gray, i8x16(5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10));
    const third = i8x16.swizzle(gray, i8x16(10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15));
    if (source + 48 <= end) {
      v128.store(target, first);
      v128.store(target, second, 16);
      v128.store(target, third, 32);
    } else {
      const left = end - source;
      storePart(target, first, min<usize>(left, 16));
      if (left > 16) storePart(target + 16, second, min<usize>(left - 16, 16));
      if (left > 32) storePart(target + 32, third, left - 32);
    }
    target += 48;
  }
}

/** Sixteen bytes, 1 where a pixel's gray is one less than was computed. */
function excesses(pixels: usize): v128 {
  let result = i8x16.splat(0);
  for (let pixel: usize = 0; pixel < 16; pixel++) {
    if (excess(pixels + 3 * pixel) == 0) continue;
    const place = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    result = i8x16.sub(result, i8x16.eq(place, i8x16.splat(<i8>pixel)));
  }
  return result;
}

/** The sum of the gray values of `count` pixels. */
export function sumGray(source: usize, count: i32): f64 {
  const redGreen = v128.load32_splat(weights);
  const blueOne = v128.load32_splat(weights, 4);
  const byte = i32x4.splat(255);
  let total: f64 = 0;
  let left = count;
  while (left >= 16) {
    // So many that 32 bits hold their sum.
    const part = min<i32>(left & ~15, 1 << 24);
    const end = source + <usize>part * 3;
    let sums = i32x4.splat(0);
    for (; source < end; source += 48) {
      const first = v128.and(four(v128.load(source), redGreen, blueOne), byte);
      const second = v128.and(four(v128.load(source, 12), redGreen, blueOne), byte);
      const third = v128.and(four(v128.load(source, 24), redGreen, blueOne), byte);
      const fourth = v128.and(four(v128.load(source, 36), redGreen, blueOne), byte);
      sums = i32x4.add(sums, i32x4.add(i32x4.add(first, second), i32x4.add(third, fourth)));
      if (mayBeBelow(source)) {
        for (let pixel: usize = 0; pixel < 16; pixel++) total -= <f64>excess(source + 3 * pixel);
      }
    }
    total += <f64>i32x4.extract_lane(sums, 0) + <f64>i32x4.extract_lane(sums, 1);
    total += <f64>i32x4.extract_lane(sums, 2) + <f64>i32x4.extract_lane(sums, 3);
    left -= part;
  }
  for (; left > 0; left--) {
    const gray = i32x4.extract_lane(v128.and(four(v128.load(source), redGreen, blueOne), byte), 0);
    total += <f64>(gray - excess(source));
    source += 3;
  }
  return total;
}
