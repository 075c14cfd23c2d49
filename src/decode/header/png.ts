import type { ColorModel, ImageHeader } from "../header.ts";
import type { Orientation } from "../orientation.ts";
import { exifOrientation } from "./exif.ts";
import { fourCharacters, viewOf } from "./signature.ts";

const colors: Readonly<Record<number, ColorModel>> = { 0: "grey", 2: "rgb", 3: "palette", 4: "grey", 6: "rgb" };

/** Size, colours and orientation of a PNG: walks its chunks, since EXIF may also come after the pixels. */
export function readPngHeader(bytes: Uint8Array): ImageHeader | undefined {
  if (bytes.length < 29 || fourCharacters(bytes, 12) !== "IHDR") return undefined;
  const view = viewOf(bytes);
  const color = colors[bytes[25] as number];
  if (color === undefined) return undefined;
  let alpha = ((bytes[25] as number) & 4) !== 0;
  let orientation: Orientation = 1;
  let offset = 33;
  while (offset + 12 <= bytes.length) {
    const type = fourCharacters(bytes, offset + 4);
    const end = offset + 12 + view.getUint32(offset);
    if (type === "tRNS") alpha = true;
    if (type === "eXIf") orientation = exifOrientation(bytes.subarray(offset + 8, end - 4));
    if (type === "IEND") break;
    offset = end;
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  return { format: "png", width, height, orientation, color, alpha, depth: bytes[24] as number };
}
