// Four pixels at a time: bytes to floats and back.

/** 1.5 · 2^23: added to a float, it leaves the nearest integer, half to even, in the low bits. */
export const magic: f32 = 12582912;

/** Whole parts as i32, of values from −2^22 to 2^22: the instruction for any value is a dozen on some processors. */
export function wholeParts(values: v128): v128 {
  return i32x4.sub(f32x4.add(f32x4.trunc(values), f32x4.splat(magic)), f32x4.splat(magic));
}

/** Four bytes as four floats. */
export function loadFour(pointer: usize): v128 {
  const spread = i8x16(0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, 3, -1, -1, -1);
  return f32x4.convert_i32x4_s(i8x16.swizzle(v128.load32_zero(pointer), spread));
}

/** The low bytes of four lanes, side by side. */
export function lowBytes(lanes: v128): v128 {
  return i8x16.swizzle(lanes, i8x16(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
}

/** Stores the low bytes of four lanes. */
export function storeLowBytes(pointer: usize, lanes: v128): void {
  v128.store32_lane(pointer, lowBytes(lanes), 0);
}
