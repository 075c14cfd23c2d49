import { readOrientation } from "@millrace/jpeg";
import type { ImageHeader } from "./image-header.ts";
import { fourCharacters, viewOf } from "./signature.ts";

/** Size and orientation of a WebP of all three kinds: lossy, lossless, extended. */
export function readWebpHeader(bytes: Uint8Array): ImageHeader | undefined {
  if (bytes.length < 30) return undefined;
  const view = viewOf(bytes);
  switch (fourCharacters(bytes, 12)) {
    case "VP8 ":
      // The key frame's start code, then 14 bits each; the upper two bits are a scaling hint for players.
      if (view.getUint16(23) !== 0x9d01 || bytes[25] !== 0x2a) return undefined;
      return webp(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff, 3);
    case "VP8L": {
      if (bytes[20] !== 0x2f) return undefined;
      const bits = view.getUint32(21, true);
      return webp((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1, ((bits >>> 28) & 1) === 1 ? 4 : 3);
    }
    case "VP8X": {
      const flags = bytes[20] as number;
      const header = webp(threeBytes(view, 24) + 1, threeBytes(view, 27) + 1, (flags & 0x10) !== 0 ? 4 : 3);
      return (flags & 0x08) === 0 ? header : { ...header, orientation: findOrientation(bytes, view) };
    }
    default:
      return undefined;
  }
}

function webp(width: number, height: number, channels: number): ImageHeader {
  return { format: "webp", width, height, orientation: 1, color: "rgb", channels, depth: 8 };
}

function threeBytes(view: DataView, offset: number): number {
  return view.getUint16(offset, true) + view.getUint8(offset + 2) * 65536;
}

function findOrientation(bytes: Uint8Array, view: DataView): ImageHeader["orientation"] {
  let offset = 12;
  while (offset + 8 <= bytes.length) {
    const length = view.getUint32(offset + 4, true);
    const body = offset + 8;
    if (fourCharacters(bytes, offset) === "EXIF") return readOrientation(bytes.subarray(body, body + length)) ?? 1;
    offset = body + length + (length & 1);
  }
  return 1;
}
