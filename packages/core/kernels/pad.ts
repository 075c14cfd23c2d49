import { CONSTANT, within } from "./borders";
import { copyPixel } from "./reindex";

/**
 * A canvas of `width` × `height` pixels on which the source, of `sourceWidth` × `sourceHeight` pixels in rows `stride` bytes
 * apart, lies at (left, top), which may be negative; what it does not cover is as `border` says (borders.ts), `fill` being
 * one pixel.
 */
export function pad(
  source: usize,
  sourceWidth: i32,
  sourceHeight: i32,
  stride: usize,
  pixelBytes: i32,
  left: i32,
  top: i32,
  width: i32,
  height: i32,
  border: i32,
  fill: usize,
  output: usize,
): void {
  const size = <usize>pixelBytes;
  const rowBytes = <usize>width * size;
  const start = min<i32>(width, max<i32>(0, left));
  const end = max<i32>(start, min<i32>(width, left + sourceWidth));
  // A row that holds nothing but the fill, once there is one, is copied, and so is the fill beside the source.
  let filled: usize = 0;
  let sides: usize = 0;
  for (let row = 0; row < height; row++) {
    const line = output + <usize>row * rowBytes;
    const y = within(row - top, sourceHeight, border);
    if (y < 0) {
      if (filled != 0) memory.copy(line, filled, rowBytes);
      else for (let x = 0; x < width; x++) copyPixel(line + <usize>x * size, fill, pixelBytes);
      filled = line;
      continue;
    }
    const from = source + <usize>y * stride;
    memory.copy(line + <usize>start * size, from + <usize>(start - left) * size, <usize>(end - start) * size);
    if (sides != 0) {
      memory.copy(line, sides, <usize>start * size);
      memory.copy(line + <usize>end * size, sides + <usize>end * size, <usize>(width - end) * size);
      continue;
    }
    if (border == CONSTANT) sides = line;
    for (let x = 0; x < width; x++) {
      if (x == start) x = end;
      if (x >= width) break;
      const column = within(x - left, sourceWidth, border);
      copyPixel(line + <usize>x * size, column < 0 ? fill : from + <usize>column * size, pixelBytes);
    }
  }
}
