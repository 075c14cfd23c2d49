import { type Orientation, toOrientation } from "../orientation.ts";
import { readDirectory } from "./directory.ts";
import { fourCharacters } from "./signature.ts";

export const orientationTag = 0x0112;

/** The orientation in an EXIF block, with or without the `Exif\0\0` that JPEG puts before it; 1 if it has none. */
export function exifOrientation(block: Uint8Array): Orientation {
  const data = fourCharacters(block, 0) === "Exif" ? block.subarray(6) : block;
  return toOrientation(readDirectory(data)?.get(orientationTag)?.[0]);
}
