import { type JpegHeader, readHeader } from "@millrace/jpeg";

/** Headers of bytes that were asked about: whoever reads a file asks first, and its decoder again. */
const headers = new WeakMap<Uint8Array, JpegHeader>();

/** @throws JpegError where there is no readable frame header. */
export function jpegHeaderOf(bytes: Uint8Array): JpegHeader {
  let header = headers.get(bytes);
  if (header === undefined) {
    header = readHeader(bytes);
    headers.set(bytes, header);
  }
  return header;
}
