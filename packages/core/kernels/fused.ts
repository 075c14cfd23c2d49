// PyTorch adds a scaled tensor with a fused multiply-add, which WebAssembly lacks. In f64 the product of two f32 is
// exact and the sum nearly always, so that rounding it to f32 gives the same.

/** The low two lanes of a · b + c, each f32, where `a` and `b` are given as f64x2. */
export function fusedTwo(a: v128, b: v128, c: v128): v128 {
  return f32x4.demote_f64x2_zero(f64x2.add(f64x2.mul(a, b), f64x2.promote_low_f32x4(c)));
}

/** Upper two lanes moved down. */
export function upper(value: v128): v128 {
  return i8x16.shuffle(value, value, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
}

/** Two low halves as one vector. */
export function together(low: v128, high: v128): v128 {
  return i8x16.shuffle(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

/** a · b + c, each four lanes of f32, rounded once. `b` is the factor as f64x2. */
export function fused(a: v128, b: v128, c: v128): v128 {
  return together(fusedTwo(f64x2.promote_low_f32x4(a), b, c), fusedTwo(f64x2.promote_low_f32x4(upper(a)), b, upper(c)));
}

/** Four bytes as four floats. */
export function loadFour(pointer: usize): v128 {
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(pointer))));
}

/** Four integers to bytes, clamped. */
export function storeFour(pointer: usize, integers: v128): void {
  const words = i16x8.narrow_i32x4_s(integers, integers);
  v128.store32_lane(pointer, i8x16.narrow_i16x8_u(words, words), 0);
}
