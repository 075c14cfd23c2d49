// Sixteen pixels of three bytes, at three vectors, and their three planes. Swizzles by constants (lane −1 is zero) and
// not shuffles: engines keep the constants in registers, where they build the masks of a shuffle anew each time.

/** The first channel of the 48 bytes in three vectors. */
export function plane0(a: v128, b: v128, c: v128): v128 {
  const fromA = i8x16.swizzle(a, i8x16(0, 3, 6, 9, 12, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
  const fromB = i8x16.swizzle(b, i8x16(-1, -1, -1, -1, -1, -1, 2, 5, 8, 11, 14, -1, -1, -1, -1, -1));
  const fromC = i8x16.swizzle(c, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 4, 7, 10, 13));
  return v128.or(v128.or(fromA, fromB), fromC);
}

/** The second channel. */
export function plane1(a: v128, b: v128, c: v128): v128 {
  const fromA = i8x16.swizzle(a, i8x16(1, 4, 7, 10, 13, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
  const fromB = i8x16.swizzle(b, i8x16(-1, -1, -1, -1, -1, 0, 3, 6, 9, 12, 15, -1, -1, -1, -1, -1));
  const fromC = i8x16.swizzle(c, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 2, 5, 8, 11, 14));
  return v128.or(v128.or(fromA, fromB), fromC);
}

/** The third channel. */
export function plane2(a: v128, b: v128, c: v128): v128 {
  const fromA = i8x16.swizzle(a, i8x16(2, 5, 8, 11, 14, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
  const fromB = i8x16.swizzle(b, i8x16(-1, -1, -1, -1, -1, 1, 4, 7, 10, 13, -1, -1, -1, -1, -1, -1));
  const fromC = i8x16.swizzle(c, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 3, 6, 9, 12, 15));
  return v128.or(v128.or(fromA, fromB), fromC);
}

/** Stores sixteen interleaved pixels, 48 bytes, from their planes. */
export function storeInterleaved(pointer: usize, red: v128, green: v128, blue: v128): void {
  const red0 = i8x16.swizzle(red, i8x16(0, -1, -1, 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1, -1, 5));
  const green0 = i8x16.swizzle(green, i8x16(-1, 0, -1, -1, 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1, -1));
  const blue0 = i8x16.swizzle(blue, i8x16(-1, -1, 0, -1, -1, 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1));
  v128.store(pointer, v128.or(v128.or(red0, green0), blue0));
  const red1 = i8x16.swizzle(red, i8x16(-1, -1, 6, -1, -1, 7, -1, -1, 8, -1, -1, 9, -1, -1, 10, -1));
  const green1 = i8x16.swizzle(green, i8x16(5, -1, -1, 6, -1, -1, 7, -1, -1, 8, -1, -1, 9, -1, -1, 10));
  const blue1 = i8x16.swizzle(blue, i8x16(-1, 5, -1, -1, 6, -1, -1, 7, -1, -1, 8, -1, -1, 9, -1, -1));
  v128.store(pointer, v128.or(v128.or(red1, green1), blue1), 16);
  const red2 = i8x16.swizzle(red, i8x16(-1, 11, -1, -1, 12, -1, -1, 13, -1, -1, 14, -1, -1, 15, -1, -1));
  const green2 = i8x16.swizzle(green, i8x16(-1, -1, 11, -1, -1, 12, -1, -1, 13, -1, -1, 14, -1, -1, 15, -1));
  const blue2 = i8x16.swizzle(blue, i8x16(10, -1, -1, 11, -1, -1, 12, -1, -1, 13, -1, -1, 14, -1, -1, 15));
  v128.store(pointer, v128.or(v128.or(red2, green2), blue2), 32);
}
