/** Hues of 0 to 179, halves of degrees, turned by any number of them, cut to whole ones. */
export function hueTable(shift: number): Uint8Array {
  const table = new Uint8Array(256);
  for (let hue = 0; hue < 256; hue++) {
    // The remainder has the sign of a positive divisor, as NumPy's.
    const turned = (hue + shift) % 180;
    table[hue] = Math.trunc(turned < 0 ? turned + 180 : turned);
  }
  return table;
}

/** Levels plus a number, cut to a whole one first, as OpenCV adds it to bytes. */
export function shiftTable(shift: number): Uint8Array {
  const table = new Uint8Array(256);
  for (let value = 0; value < 256; value++) table[value] = Math.min(255, Math.max(0, value + Math.trunc(shift)));
  return table;
}
