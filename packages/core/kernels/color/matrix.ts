// Three channels as weighted sums of the three, in whole numbers: 1024ths, rounded half up, as OpenCV's `transform` has
// them for bytes.

/** Two weights for pairs of 16-bit numbers that lie side by side. */
function pair(first: i32, second: i32): v128 {
  return i32x4.splat((first & 0xffff) | (second << 16));
}

/** Four sums of eight pairs each of red and green, and of blue and 1. */
function four(redGreen: v128, blueOne: v128, weights: v128, rest: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(redGreen, weights), i32x4.dot_i16x8_s(blueOne, rest)), 10);
}

/** Replaces planes, `plane` bytes apart, by the products of their colors with the nine numbers (−32 to 32) at `matrix`. */
export function multiplyColors(planes: usize, count: i32, plane: i32, matrix: usize): void {
  const greens = <usize>plane;
  const blues = <usize>(2 * plane);
  const one = i8x16.splat(1);
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 16) {
    const at = planes + pixel;
    const red = v128.load(at);
    const green = v128.load(at + greens);
    const blue = v128.load(at + blues);
    const lowRedGreen = i8x16.shuffle(red, green, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const highRedGreen = i8x16.shuffle(red, green, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const lowBlueOne = i8x16.shuffle(blue, one, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const highBlueOne = i8x16.shuffle(blue, one, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    for (let row: usize = 0; row < 3; row++) {
      const entry = matrix + row * 12;
      const weights = pair(load<i32>(entry), load<i32>(entry, 4));
      const rest = pair(load<i32>(entry, 8), 512);
      const a = four(i16x8.extend_low_i8x16_u(lowRedGreen), i16x8.extend_low_i8x16_u(lowBlueOne), weights, rest);
      const b = four(i16x8.extend_high_i8x16_u(lowRedGreen), i16x8.extend_high_i8x16_u(lowBlueOne), weights, rest);
      const c = four(i16x8.extend_low_i8x16_u(highRedGreen), i16x8.extend_low_i8x16_u(highBlueOne), weights, rest);
      const d = four(i16x8.extend_high_i8x16_u(highRedGreen), i16x8.extend_high_i8x16_u(highBlueOne), weights, rest);
      const sums = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
      v128.store(at + row * greens, sums);
    }
  }
}
