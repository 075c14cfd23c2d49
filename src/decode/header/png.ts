import { readOrientation } from "@millrace/jpeg";
import type { Orientation } from "../orientation.ts";
import type { ColorModel, ImageHeader } from "./image-header.ts";
import { fourCharacters, viewOf } from "./signature.ts";

/** By the number of the colour type: what the values are, and how many make a pixel. */
const colors: Readonly<Record<number, readonly [ColorModel, channels: number]>> = {
  0: ["grey", 1],
  2: ["rgb", 3],
  3: ["palette", 1],
  4: ["grey", 2],
  6: ["rgb", 4],
};

/** Size, colours and orientation of a PNG: walks its chunks, since EXIF may also come after the pixels. */
export function readPngHeader(bytes: Uint8Array): ImageHeader | undefined {
  if (bytes.length < 29 || fourCharacters(bytes, 12) !== "IHDR") return undefined;
  const view = viewOf(bytes);
  const [color, channels] = colors[bytes[25] as number] ?? [];
  if (color === undefined || channels === undefined) return undefined;
  let orientation: Orientation = 1;
  let offset = 33;
  while (offset + 12 <= bytes.length) {
    const type = fourCharacters(bytes, offset + 4);
    const end = offset + 12 + view.getUint32(offset);
    if (type === "eXIf") orientation = readOrientation(bytes.subarray(offset + 8, end - 4)) ?? 1;
    if (type === "IEND") break;
    offset = end;
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  return { format: "png", width, height, orientation, color, channels, depth: bytes[24] as number };
}
