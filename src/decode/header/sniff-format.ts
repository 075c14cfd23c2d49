import type { ImageFormat } from "./image-header.ts";
import { fourCharacters, isAvif } from "./signature.ts";

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
