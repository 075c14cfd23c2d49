import { type JpegHeader, readHeader } from "@millrace/jpeg";
import type { ImageHeader } from "./image-header.ts";

/**
 * What the JPEG package read for a header, so that decoding does not read it again. By the header and not by the bytes,
 * which may hold another picture the next time.
 */
const origins = new WeakMap<ImageHeader, JpegHeader>();

/** Size, colours and orientation of a JPEG; undefined for a header that is damaged. */
export function readJpegHeader(bytes: Uint8Array): ImageHeader | undefined {
  let origin: JpegHeader;
  try {
    origin = readHeader(bytes);
  } catch {
    return undefined;
  }
  const { width, height, precision, components, orientation } = origin;
  const color = components === 1 ? "grey" : components === 4 ? "cmyk" : "rgb";
  const header: ImageHeader = {
    format: "jpeg",
    width,
    height,
    depth: precision,
    color,
    channels: components,
    orientation,
  };
  origins.set(header, origin);
  return header;
}

/** The JPEG package's own header; undefined for one that was read by somebody else. */
export function jpegHeaderOf(header: ImageHeader): JpegHeader | undefined {
  return origins.get(header);
}
