/** The four characters at an offset, as a string; shorter at the end of the bytes. */
export function fourCharacters(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

/** A view for numbers of several bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** An ISO media file that names AVIF, as its own brand or among those it is compatible with. */
export function isAvif(bytes: Uint8Array): boolean {
  if (bytes.length < 16 || fourCharacters(bytes, 4) !== "ftyp") return false;
  const end = Math.min(viewOf(bytes).getUint32(0), bytes.length, 256);
  for (let offset = 8; offset + 4 <= end; offset += 4) {
    const brand = fourCharacters(bytes, offset);
    if (brand === "avif" || brand === "avis") return true;
  }
  return false;
}
