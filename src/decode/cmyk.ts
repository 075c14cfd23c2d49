/**
 * CMYK as RGB without a colour profile, as Pillow and torchvision do it: `v = (255 − k) − (255 − k) · ink / 255`,
 * rounded with whole numbers.
 *
 * @param inks four bytes a pixel, 255 is full ink.
 * @param alpha add an opaque fourth channel.
 */
export function cmykToRgb(inks: Uint8Array, alpha: boolean): Uint8Array {
  const channels = alpha ? 4 : 3;
  const result = new Uint8Array((inks.length / 4) * channels).fill(255);
  for (let from = 0, to = 0; from < inks.length; from += 4, to += channels) {
    const white = 255 - (inks[from + 3] as number);
    for (let channel = 0; channel < 3; channel++) {
      const product = white * (inks[from + channel] as number) + 128;
      result[to + channel] = white - (((product >> 8) + product) >> 8);
    }
  }
  return result;
}
