import { show } from "../check.ts";

/** A segmentation mask that is still a file: one class index per pixel, exactly as stored. */
export interface MaskFile {
  readonly kind: "mask";
  readonly path: string;
}

/** A segmentation mask as the bytes of its file. */
export interface EncodedMask {
  readonly kind: "mask";
  readonly bytes: Uint8Array;
}

/** A decoded mask: `data[y * width + x]` is a class index, a palette index or a 16-bit instance number. */
export interface MaskPixels<Data extends Uint8Array | Uint16Array = Uint8Array | Uint16Array> {
  readonly kind: "mask";
  readonly width: number;
  readonly height: number;
  readonly data: Data;
}

/** A mask in any of its forms. */
export type Mask = MaskFile | EncodedMask | MaskPixels;

/**
 * A mask that a worker reads from a file. Palette indices and 16-bit values are kept as stored, no colour conversion
 * takes place, and the mask is turned with its image where that carries an EXIF orientation.
 */
export function maskFile(path: string): MaskFile {
  if (typeof path !== "string" || path === "")
    throw new TypeError(`maskFile: path must be a file name, got ${show(path)}`);
  return { kind: "mask", path };
}

/** A mask given as the bytes of its file. */
export function encodedMask(bytes: Uint8Array): EncodedMask {
  if (!(bytes instanceof Uint8Array))
    throw new TypeError(`encodedMask: bytes must be a Uint8Array, got ${show(bytes)}`);
  return { kind: "mask", bytes };
}

/**
 * A mask given as values.
 *
 * @param data `[height, width]`, row by row; not copied.
 * @throws RangeError when a size is no whole number from 1 or the length is not width × height, TypeError for other data.
 */
export function mask<Data extends Uint8Array | Uint16Array>(
  data: Data,
  width: number,
  height: number,
): MaskPixels<Data> {
  for (const [name, value] of Object.entries({ width, height })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`mask: ${name} must be a whole number of at least 1, got ${show(value)}`);
    }
  }
  if (!(data instanceof Uint8Array || data instanceof Uint16Array)) {
    throw new TypeError(`mask: data must be a Uint8Array or a Uint16Array of class numbers, got ${show(data)}`);
  }
  if (data.length !== width * height) {
    throw new RangeError(`mask: ${width} × ${height} pixels need ${width * height} values, got ${data.length}`);
  }
  return { kind: "mask", width, height, data };
}

/** Whether the values are there. */
export function isDecodedMask(value: Mask): value is MaskPixels {
  return "data" in value;
}
