// What stands beyond the edges of a picture: the numbers by which kernels know the modes.

/** A fill. */
export const CONSTANT: i32 = 0;
/** The nearest pixel of the edge. */
export const EDGE: i32 = 1;
/** The picture mirrored, its outermost pixels not repeated. */
export const REFLECT: i32 = 2;
/** The picture mirrored, its outermost pixels repeated. */
export const SYMMETRIC: i32 = 3;
/** The picture again. WRAP is 4. */

/** The remainder that has the sign of the divisor. */
function modulo(value: i32, divisor: i32): i32 {
  const rest = value % divisor;
  return rest < 0 ? rest + divisor : rest;
}

/** The position of 0 … length − 1 that a position stands for, or −1 where the fill stands. */
export function within(position: i32, length: i32, border: i32): i32 {
  if (<u32>position < <u32>length) return position;
  if (border == CONSTANT) return -1;
  if (border == EDGE) return position < 0 ? 0 : length - 1;
  if (border == REFLECT) {
    if (length == 1) return 0;
    const place = modulo(position, 2 * length - 2);
    return place < length ? place : 2 * length - 2 - place;
  }
  if (border == SYMMETRIC) {
    const place = modulo(position, 2 * length);
    return place < length ? place : 2 * length - 1 - place;
  }
  return modulo(position, length);
}
