import { copyPixel } from "../reindex";

/** The number of a pixel in a mask of 8 or 16 bits. */
function numberAt(mask: usize, wide: bool, pixel: i32): i32 {
  return wide ? <i32>load<u16>(mask + ((<usize>pixel) << 1)) : <i32>load<u8>(mask + <usize>pixel);
}

/**
 * What lies where in a mask: for each number five words at `table`, how many pixels have it, and the rectangle around them:
 * left, top, right, bottom. All must be zero before.
 */
export function hulls(mask: usize, wide: bool, width: i32, height: i32, table: usize): void {
  for (let row = 0; row < height; row++) {
    let column = 0;
    while (column < width) {
      const start = column;
      const number = numberAt(mask, wide, row * width + column);
      do column++;
      while (column < width && numberAt(mask, wide, row * width + column) == number);
      const entry = table + <usize>(number * 20);
      const count = load<i32>(entry);
      if (count == 0) {
        store<i32>(entry, start, 4);
        store<i32>(entry, row, 8);
        store<i32>(entry, column, 12);
      } else {
        store<i32>(entry, min(load<i32>(entry, 4), start), 4);
        store<i32>(entry, max(load<i32>(entry, 12), column), 12);
      }
      store<i32>(entry, row + 1, 16);
      store<i32>(entry, count + column - start);
    }
  }
}

/**
 * Copies the pixels of a picture of `width` × `height` onto another one whose rows are `stride` bytes apart, where the mask
 * of the first has a number that `table` (a 16-bit word for each) does not give a zero.
 */
export function pasteWhere(
  mask: usize,
  wide: bool,
  width: i32,
  height: i32,
  table: usize,
  source: usize,
  pixelBytes: i32,
  target: usize,
  stride: usize,
): void {
  for (let row = 0; row < height; row++) {
    let to = target + <usize>row * stride;
    for (let column = 0; column < width; column++) {
      const number = numberAt(mask, wide, row * width + column);
      if (load<u16>(table + ((<usize>number) << 1)) != 0) copyPixel(to, source, pixelBytes);
      to += <usize>pixelBytes;
      source += <usize>pixelBytes;
    }
  }
}

/** The same of the numbers themselves, which `table` gives new ones, into a mask of 8 or 16 bits. */
export function pasteNumbers(
  mask: usize,
  wide: bool,
  width: i32,
  height: i32,
  table: usize,
  target: usize,
  stride: usize,
  wideTarget: bool,
): void {
  for (let row = 0; row < height; row++) {
    const to = target + <usize>row * stride;
    for (let column = 0; column < width; column++) {
      const number = load<u16>(table + ((<usize>numberAt(mask, wide, row * width + column)) << 1));
      if (number == 0) continue;
      if (wideTarget) store<u16>(to + ((<usize>column) << 1), number);
      else store<u8>(to + <usize>column, <u8>number);
    }
  }
}
