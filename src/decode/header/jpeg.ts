import { jpegHeaderOf } from "../jpeg-header.ts";
import type { ImageHeader } from "./image-header.ts";

/** Size, colours and orientation of a JPEG; undefined for a header that is damaged. */
export function readJpegHeader(bytes: Uint8Array): ImageHeader | undefined {
  try {
    const { width, height, precision, components, orientation } = jpegHeaderOf(bytes);
    const color = components === 1 ? "grey" : components === 4 ? "cmyk" : "rgb";
    return { format: "jpeg", width, height, depth: precision, color, channels: components, orientation };
  } catch {
    return undefined;
  }
}
