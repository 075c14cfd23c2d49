import type { ImageHeader } from "../header.ts";
import type { Orientation } from "../orientation.ts";
import { exifOrientation } from "./exif.ts";
import { fourCharacters, viewOf } from "./signature.ts";

/** Size, colours and orientation of a JPEG: walks its segments up to the first scan. */
export function readJpegHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = viewOf(bytes);
  let orientation: Orientation | undefined;
  let frame: Pick<ImageHeader, "width" | "height" | "depth" | "color" | "channels"> | undefined;
  let offset = 2;
  while (offset + 4 <= bytes.length) {
    // Any number of 0xff may stand before a marker, and decoders skip stray bytes between segments.
    if (bytes[offset] !== 0xff || bytes[offset + 1] === 0xff) {
      offset++;
      continue;
    }
    const marker = bytes[offset + 1] as number;
    if (marker === 0xda || marker === 0xd9) break;
    if (isStandalone(marker)) {
      offset += 2;
      continue;
    }
    const length = view.getUint16(offset + 2);
    if (length < 2) return undefined;
    const body = offset + 4;
    const end = offset + 2 + length;
    if (marker === 0xe1 && orientation === undefined && fourCharacters(bytes, body) === "Exif") {
      orientation = exifOrientation(bytes.subarray(body, end));
    }
    if (isFrame(marker) && frame === undefined) {
      if (length < 8 || body + 6 > bytes.length) return undefined;
      const channels = bytes[body + 5] as number;
      frame = {
        depth: bytes[body] as number,
        height: view.getUint16(body + 1),
        width: view.getUint16(body + 3),
        color: channels === 1 ? "grey" : channels === 4 ? "cmyk" : "rgb",
        channels,
      };
    }
    offset = end;
  }
  if (frame === undefined) return undefined;
  return { format: "jpeg", ...frame, orientation: orientation ?? 1 };
}

/** SOF0 to SOF15, without the tables that share their range (DHT, JPG, DAC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Markers without a length: a stuffed zero, TEM, restarts and a second start of image. */
function isStandalone(marker: number): boolean {
  return marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8);
}
