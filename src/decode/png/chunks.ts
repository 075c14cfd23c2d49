import { crc32 } from "node:zlib";
import { fourCharacters, viewOf } from "../header/signature.ts";

/** The contents of a PNG's IDAT chunks in their order. Each chunk's checksum is verified. */
export function imageData(bytes: Uint8Array): Uint8Array[] {
  const view = viewOf(bytes);
  const parts: Uint8Array[] = [];
  let offset = 8;
  while (offset + 12 <= bytes.length) {
    const type = fourCharacters(bytes, offset + 4);
    const length = view.getUint32(offset);
    const end = offset + 8 + length;
    if (type === "IEND") return parts;
    if (end + 4 > bytes.length) break;
    if (type === "IHDR" || type === "IDAT") {
      if (crc32(bytes.subarray(offset + 4, end)) !== view.getUint32(end)) {
        throw new Error(`the checksum of the PNG chunk ${type} at byte ${offset} does not match: the file is damaged`);
      }
    }
    if (type === "IDAT") parts.push(bytes.subarray(offset + 8, end));
    offset = end + 4;
  }
  throw new Error("the PNG data end early: the file is truncated");
}
