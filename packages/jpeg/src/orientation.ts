/** EXIF's eight orientations: 1 is upright, 2 mirrored, 3 turned by 180°, 6 and 8 by 90° (EXIF 2.32, 4.6.4, tag 274). */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const orientationTag = 0x0112;
const shortType = 3;

/**
 * Reads the orientation from EXIF data, which are TIFF data, with the `Exif\0\0` before them that a JPEG's APP1 segment
 * has or without it, as in PNG and WebP. Undefined when it is not EXIF or says nothing valid.
 */
export function readOrientation(block: Uint8Array): Orientation | undefined {
  const start = startsWithExif(block) ? 6 : 0;
  if (block.length < start + 8) return undefined;
  const tiff = new DataView(block.buffer, block.byteOffset + start, block.length - start);
  const order = tiff.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const little = order === 0x4949;
  if (tiff.getUint16(2, little) !== 42) return undefined;
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return undefined;
  const count = tiff.getUint16(directory, little);
  for (let n = 0; n < count; n++) {
    const entry = directory + 2 + 12 * n;
    if (entry + 12 > tiff.byteLength) return undefined;
    if (tiff.getUint16(entry, little) !== orientationTag) continue;
    if (tiff.getUint16(entry + 2, little) !== shortType) return undefined;
    const value = tiff.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? (value as Orientation) : undefined;
  }
  return undefined;
}

function startsWithExif(block: Uint8Array): boolean {
  const [e, x, i, f] = block;
  return e === 0x45 && x === 0x78 && i === 0x69 && f === 0x66;
}
