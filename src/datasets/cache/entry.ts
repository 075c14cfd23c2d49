import { crc32 } from "node:zlib";
import type { MaskPixels, Pixels } from "@millrace/core";

/** A picture as a cache holds it. */
export interface StoredPicture {
  readonly value: Pixels | MaskPixels;
  /** What it was before the steps of the cache, as its file delivers it. */
  readonly whole: PictureSize;
}

/** Size and type of a picture. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly type: "uint8" | "uint16" | "float32";
}

/** Bytes of a key: a SHA-256. */
export const keyBytes = 32;

/** Entries and the pictures in them begin at multiples of this, so that numbers of any type can be read where they lie. */
export const entryUnit = 64;

// An entry, all numbers of 32 bits: the mark, its bytes, their checksum, how many pictures; the key; 16 bytes of nothing;
// 32 bytes for each picture; the pictures.
const mark = 0x3143524d;
const keyAt = 16;
const headBytes = 64;
const pictureBytes = 32;
const types = ["uint8", "uint16", "float32"] as const;
/** More than a buffer may hold on some platforms, and than a read gives. */
const mostBytes = 2 ** 31 - 1;

/** Bytes that an entry of these pictures takes; undefined where there can be none so large. */
export function entryBytes(pictures: readonly StoredPicture[]): number | undefined {
  let bytes = firstPicture(pictures.length);
  for (const { value } of pictures) bytes += aligned(value.data.byteLength);
  return bytes <= mostBytes ? bytes : undefined;
}

/** Writes an entry. @param target of exactly {@link entryBytes}. @param checked with a checksum, where it goes to a disk. */
export function writeEntry(
  target: Uint8Array,
  key: Uint8Array,
  pictures: readonly StoredPicture[],
  checked: boolean,
): void {
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  target.fill(0, 0, firstPicture(pictures.length));
  view.setUint32(0, mark, true);
  view.setUint32(4, target.length, true);
  view.setUint32(12, pictures.length, true);
  target.set(key, keyAt);
  let offset = firstPicture(pictures.length);
  pictures.forEach(({ value, whole }, i) => {
    const at = headBytes + i * pictureBytes;
    const { width, height, data } = value;
    // None says that it is a mask.
    const shape = "channels" in value ? value.channels : 0;
    const sizes = [
      shape | (types.indexOf(typeOf(data)) << 8) | (whole.channels << 16) | (types.indexOf(whole.type) << 24),
      ...[width, height, whole.width, whole.height, offset],
    ];
    for (let part = 0; part < sizes.length; part++) view.setUint32(at + 4 * part, sizes[part] as number, true);
    target.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    const end = offset + data.byteLength;
    offset = aligned(end);
    target.fill(0, end, offset);
  });
  if (checked) view.setUint32(8, crc32(target.subarray(12)), true);
}

/** Whether an entry is that of a key. */
export function isEntryOf(bytes: Uint8Array, key: Uint8Array): boolean {
  for (let i = 0; i < keyBytes; i++) if (bytes[keyAt + i] !== key[i]) return false;
  return true;
}

/** Bytes of an entry, by its beginning. */
export function lengthOfEntry(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true);
}

/**
 * The pictures of an entry, over its own memory.
 *
 * @param checked compares its checksum, where it comes from a disk.
 * @returns undefined for bytes that are no entry of this key: torn, damaged or of something else.
 */
export function readEntry(bytes: Uint8Array, key: Uint8Array, checked: boolean): readonly StoredPicture[] | undefined {
  if (bytes.length < headBytes || !isEntryOf(bytes, key)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== mark || view.getUint32(4, true) !== bytes.length) return undefined;
  if (checked && view.getUint32(8, true) !== crc32(bytes.subarray(12))) return undefined;
  const count = view.getUint32(12, true);
  const pictures: StoredPicture[] = [];
  for (let i = 0; i < count; i++) pictures.push(pictureAt(bytes, view, headBytes + i * pictureBytes));
  return pictures;
}

/** A picture by its head. What it says is as it was written: the checksum, or the thread that wrote it, vouches for it. */
function pictureAt(bytes: Uint8Array, view: DataView, at: number): StoredPicture {
  const [shape, width, height, wholeWidth, wholeHeight, offset] = [0, 1, 2, 3, 4, 5].map((part) =>
    view.getUint32(at + 4 * part, true),
  ) as [number, number, number, number, number, number];
  const channels = shape & 0xff;
  const whole: PictureSize = {
    width: wholeWidth,
    height: wholeHeight,
    channels: (shape >>> 16) & 0xff,
    type: types[shape >>> 24] as PictureSize["type"],
  };
  const count = width * height * Math.max(1, channels);
  const [buffer, start] = [bytes.buffer as ArrayBuffer, bytes.byteOffset + offset];
  const type = types[(shape >>> 8) & 0xff];
  const data =
    type === "uint16"
      ? new Uint16Array(buffer, start, count)
      : type === "float32"
        ? new Float32Array(buffer, start, count)
        : new Uint8Array(buffer, start, count);
  const value =
    channels === 0
      ? { kind: "mask" as const, width, height, data: data as MaskPixels["data"] }
      : { kind: "image" as const, width, height, channels, data: data as Pixels["data"] };
  return { value, whole };
}

function typeOf(data: Uint8Array | Uint16Array | Float32Array): PictureSize["type"] {
  return data instanceof Uint16Array ? "uint16" : data instanceof Float32Array ? "float32" : "uint8";
}

function firstPicture(count: number): number {
  return aligned(headBytes + count * pictureBytes);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / entryUnit) * entryUnit;
}
