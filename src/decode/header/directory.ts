import { viewOf } from "./signature.ts";

/** One entry of a TIFF directory: as many of its numbers as were asked for. */
export type Directory = ReadonlyMap<number, readonly number[]>;

const short = 3;
const long = 4;

/**
 * The first directory of TIFF data, which is also how EXIF is stored: tag → its whole numbers, at most the first four.
 * Entries of other types, and entries that point outside the bytes, are left out.
 *
 * @returns undefined if the bytes are no TIFF data or the directory lies outside them.
 */
export function readDirectory(bytes: Uint8Array): Directory | undefined {
  if (bytes.length < 8) return undefined;
  const view = viewOf(bytes);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const little = order === 0x4949;
  if (view.getUint16(2, little) !== 42) return undefined;
  const start = view.getUint32(4, little);
  if (start + 2 > bytes.length) return undefined;
  const count = view.getUint16(start, little);
  const entries = new Map<number, readonly number[]>();
  for (let index = 0; index < count; index++) {
    const at = start + 2 + index * 12;
    if (at + 12 > bytes.length) break;
    const type = view.getUint16(at + 2, little);
    if (type !== short && type !== long) continue;
    const size = type === short ? 2 : 4;
    const length = view.getUint32(at + 4, little);
    const values = length * size <= 4 ? at + 8 : view.getUint32(at + 8, little);
    const numbers: number[] = [];
    for (let i = 0; i < Math.min(length, 4); i++) {
      const offset = values + i * size;
      if (offset + size > bytes.length) break;
      numbers.push(type === short ? view.getUint16(offset, little) : view.getUint32(offset, little));
    }
    if (numbers.length > 0) entries.set(view.getUint16(at, little), numbers);
  }
  return entries;
}
