/**
 * RGB as grey, as Pillow's `convert("L")` does it: 0.299 R + 0.587 G + 0.114 B in 16-bit fixed point, rounded. Where
 * the three are equal, as in a picture stored as grey, the result is that value exactly.
 */
export function rgbToGrey(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let to = 0, from = 0; to < grey.length; to++, from += 3) {
    const red = rgb[from] as number;
    const green = rgb[from + 1] as number;
    const blue = rgb[from + 2] as number;
    grey[to] = (red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16;
  }
  return grey;
}
