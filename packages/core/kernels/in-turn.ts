// The bytes of two vectors in turn, one of this and one of that: widened to 16 bits they are pairs for a dot product.

/** Of their first eight bytes each. */
export function firstInTurn(one: v128, other: v128): v128 {
  return i8x16.shuffle(one, other, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

/** Of their last eight bytes each. */
export function lastInTurn(one: v128, other: v128): v128 {
  return i8x16.shuffle(one, other, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
