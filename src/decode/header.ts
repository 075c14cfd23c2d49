import type { ImageFormat, ImageHeader } from "./header/image-header.ts";
import { readJpegHeader } from "./header/jpeg.ts";
import { readPngHeader } from "./header/png.ts";
import { sniffFormat } from "./header/sniff-format.ts";
import { readTiffHeader } from "./header/tiff.ts";
import { readWebpHeader } from "./header/webp.ts";

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
