import type { ImageFormat, ImageHeader } from "./header/image-header.ts";
import { readJpegHeader } from "./header/jpeg.ts";
import { readPngHeader } from "./header/png.ts";
import { fourCharacters, isAvif } from "./header/signature.ts";
import { readTiffHeader } from "./header/tiff.ts";
import { readWebpHeader } from "./header/webp.ts";

/** The format by the first bytes, whatever the file is called; undefined if it is none that is decoded here. */
export function sniffFormat(bytes: Uint8Array): ImageFormat | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xd8 && c === 0xff) return "jpeg";
  if (a === 0x89 && b === 0x50 && c === 0x4e && d === 0x47) return "png";
  if (fourCharacters(bytes, 0) === "RIFF" && fourCharacters(bytes, 8) === "WEBP") return "webp";
  if (a === 0x49 && b === 0x49 && (c === 42 || c === 43) && d === 0) return "tiff";
  if (a === 0x4d && b === 0x4d && c === 0 && (d === 42 || d === 43)) return "tiff";
  if (fourCharacters(bytes, 0) === "GIF8") return "gif";
  if (isAvif(bytes)) return "avif";
  return undefined;
}

/**
 * Reads the header in plain TypeScript, in microseconds. Whatever the bytes are, it reads within them only
 * and passes over them once at most.
 *
 * @returns undefined for a header that is damaged, and for what is left to sharp: AVIF; GIF, whose decoder takes the
 * size of some files from their frames and not from the header; and BigTIFF.
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const format = sniffFormat(bytes);
  const header = format === undefined ? undefined : parsers[format]?.(bytes);
  return header !== undefined && header.width > 0 && header.height > 0 ? header : undefined;
}

const parsers: Readonly<Partial<Record<ImageFormat, (bytes: Uint8Array) => ImageHeader | undefined>>> = {
  jpeg: readJpegHeader,
  png: readPngHeader,
  webp: readWebpHeader,
  tiff: readTiffHeader,
};
