// Turns rows of samples into interleaved pixels. YCbCr (ITU T.871: full range, chroma around 128) becomes RGB with
// libjpeg's 16-bit fixed-point constants and rounding, to the same bits.

/** Pixels that did not fill a whole step are made here and then copied, so that nothing is written past the row. */
const remainder: usize = memory.data(48, 16);

// Constants lie in memory, for engines make a vector constant anew from immediates wherever it is used.

/** Where each byte of 16 pixels comes from: from a vector of red and green bytes in turn, or from blue; 128 is neither. */
const choices: usize = memory.data<u8>([
  0, 1, 128, 2, 3, 128, 4, 5, 128, 6, 7, 128, 8, 9, 128, 10,
  128, 128, 0, 128, 128, 1, 128, 128, 2, 128, 128, 3, 128, 128, 4, 128,
  1, 128, 2, 3, 128, 4, 5, 128, 6, 7, 128, 8, 9, 128, 10, 11,
  128, 5, 128, 128, 6, 128, 128, 7, 128, 128, 8, 128, 128, 9, 128, 128,
  128, 6, 7, 128, 8, 9, 128, 10, 11, 128, 12, 13, 128, 14, 15, 128,
  10, 128, 128, 11, 128, 128, 12, 128, 128, 13, 128, 128, 14, 128, 128, 15,
], 16);

/** Pairs: the shares of Cb and Cr in green, of Cr in red and of Cb in blue; the latter two halved, for 15-bit products. */
const factors: usize = memory.data<i16>([-22554, 18734, 13172, 13172, -7471, -7471], 16);

/** Half of a 16-bit fraction, and 128 in each byte. */
const halves: usize = memory.data<u32>([0x8000, 0x80808080], 16);

/** Stores 16 pixels, 48 bytes. */
// @ts-ignore: decorator
@inline
function interleave(red: v128, green: v128, blue: v128, target: usize): void {
  const low = i8x16.shuffle(red, green, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const high = i8x16.shuffle(red, green, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  // Red and green of pixels 5 to 12.
  const middle = i8x16.shuffle(low, high, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25);
  v128.store(target, merge(low, blue, choices));
  v128.store(target, merge(middle, blue, choices + 32), 16);
  v128.store(target, merge(high, blue, choices + 64), 32);
}

// @ts-ignore: decorator
@inline
function merge(redGreen: v128, blue: v128, choice: usize): v128 {
  return v128.or(i8x16.swizzle(redGreen, v128.load(choice)), i8x16.swizzle(blue, v128.load(choice, 16)));
}

/** 16 pixels. The products fit 16 bits: 0.402 Cr and −0.228 Cb with rounding, Cr and 2 Cb added whole. */
function yccStep(luma: usize, blueness: usize, redness: usize, target: usize): void {
  const y = v128.load(luma);
  const cb = i8x16.sub(v128.load(blueness), v128.load32_splat(halves, 4));
  const cr = i8x16.sub(v128.load(redness), v128.load32_splat(halves, 4));
  const y0 = i16x8.extend_low_i8x16_u(y);
  const y1 = i16x8.extend_high_i8x16_u(y);
  const b0 = i16x8.extend_low_i8x16_s(cb);
  const b1 = i16x8.extend_high_i8x16_s(cb);
  const r0 = i16x8.extend_low_i8x16_s(cr);
  const r1 = i16x8.extend_high_i8x16_s(cr);
  const redFactor = v128.load32_splat(factors, 4);
  const blueFactor = v128.load32_splat(factors, 8);
  const red0 = i16x8.add(y0, i16x8.add(r0, i16x8.q15mulr_sat_s(r0, redFactor)));
  const red1 = i16x8.add(y1, i16x8.add(r1, i16x8.q15mulr_sat_s(r1, redFactor)));
  const blue0 = i16x8.add(y0, i16x8.add(i16x8.add(b0, b0), i16x8.q15mulr_sat_s(b0, blueFactor)));
  const blue1 = i16x8.add(y1, i16x8.add(i16x8.add(b1, b1), i16x8.q15mulr_sat_s(b1, blueFactor)));
  const green0 = i16x8.add(i16x8.sub(y0, r0), greenShare(b0, r0));
  const green1 = i16x8.add(i16x8.sub(y1, r1), greenShare(b1, r1));
  interleave(
    i8x16.narrow_i16x8_u(red0, red1), i8x16.narrow_i16x8_u(green0, green1), i8x16.narrow_i16x8_u(blue0, blue1), target,
  );
}

/** −0.34414 Cb + 0.28586 Cr, the latter being 1 − 0.71414. */
// @ts-ignore: decorator
@inline
function greenShare(blueness: v128, redness: v128): v128 {
  const shares = v128.load32_splat(factors);
  const half = v128.load32_splat(halves);
  const low = i8x16.shuffle(blueness, redness, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
  const high = i8x16.shuffle(blueness, redness, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(low, shares), half), 16),
    i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(high, shares), half), 16),
  );
}

export function yccToRgb(luma: usize, blueness: usize, redness: usize, target: usize, width: i32): void {
  const count = <usize>width;
  let x: usize = 0;
  for (; x + 16 <= count; x += 16) yccStep(luma + x, blueness + x, redness + x, target + x * 3);
  if (x < count) {
    yccStep(luma + x, blueness + x, redness + x, remainder);
    memory.copy(target + x * 3, remainder, (count - x) * 3);
  }
}

export function planesToRgb(red: usize, green: usize, blue: usize, target: usize, width: i32): void {
  const count = <usize>width;
  let x: usize = 0;
  for (; x + 16 <= count; x += 16) {
    interleave(v128.load(red + x), v128.load(green + x), v128.load(blue + x), target + x * 3);
  }
  if (x < count) {
    interleave(v128.load(red + x), v128.load(green + x), v128.load(blue + x), remainder);
    memory.copy(target + x * 3, remainder, (count - x) * 3);
  }
}

/** ITU-R BT.601 luma in 16-bit fixed point, as libjpeg. */
export function planesToGrey(red: usize, green: usize, blue: usize, target: usize, width: i32): void {
  for (let x: usize = 0; x < <usize>width; x++) {
    const sum = 19595 * <i32>load<u8>(red + x) + 38470 * <i32>load<u8>(green + x) + 7471 * <i32>load<u8>(blue + x);
    store<u8>(target + x, (sum + 32768) >> 16);
  }
}
