// A copy of an image with a border, so that kernels need not ask where the edges are.
import { copyPixel } from "../reindex";

/** What lies beyond an edge: the image mirrored without its edge, its edge repeated, or mirrored with its edge. */
export const MIRROR: i32 = 0;
export const REPEAT: i32 = 1;

/** Which position of `length` stands at one that may lie outside; mirrors again where the border is longer. */
export function inside(position: i32, length: i32, border: i32): i32 {
  if (border == REPEAT || length == 1) return max(0, min(length - 1, position));
  const again = border == MIRROR ? 0 : 1;
  while (position < 0 || position >= length) {
    position = position < 0 ? -position - again : 2 * length - 2 + again - position;
  }
  return position;
}

/** Copies pixels of `size` bytes with borders of `left` and `top` pixels on either side, rows `stride` bytes apart. */
export function pad(
  source: usize,
  width: i32,
  height: i32,
  size: i32,
  left: i32,
  top: i32,
  border: i32,
  stride: usize,
  output: usize,
): void {
  const bytes = <usize>(width * size);
  for (let y = -top; y < height + top; y++) {
    const from = source + <usize>inside(y, height, border) * bytes;
    const row = output + <usize>(y + top) * stride;
    memory.copy(row + <usize>(left * size), from, bytes);
    for (let x = 1; x <= left; x++) {
      copyPixel(row + <usize>((left - x) * size), from + <usize>(inside(-x, width, border) * size), size);
      const right = width - 1 + x;
      copyPixel(row + <usize>((left + right) * size), from + <usize>(inside(right, width, border) * size), size);
    }
  }
}
