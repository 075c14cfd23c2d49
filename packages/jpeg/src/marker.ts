import { JpegError } from "./error.ts";

/** The second bytes of the markers that matter here (ITU T.81, table B.1). */
export const Marker = {
  frameBaseline: 0xc0,
  frameExtended: 0xc1,
  frameProgressive: 0xc2,
  huffmanTables: 0xc4,
  startOfImage: 0xd8,
  endOfImage: 0xd9,
  startOfScan: 0xda,
  quantisationTables: 0xdb,
  restartInterval: 0xdd,
  application0: 0xe0,
  application1: 0xe1,
  application14: 0xee,
} as const;

/** A marker and what belongs to it: the bytes `start` to `end`, without the length field; none for a lone marker. */
export interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

/** Markers that stand alone: TEM, RST0–7, SOI, EOI. */
function standsAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9);
}

/**
 * The next marker segment at or after `offset`, or undefined at the end of the file. Bytes that are not part of a marker
 * are passed over, as every decoder does.
 * @throws JpegError `corrupt` for a length below 2, `truncated` when the segment goes beyond the file
 */
export function nextSegment(bytes: Uint8Array, offset: number): Segment | undefined {
  let at = offset;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) return undefined;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    at += 2;
    if (marker === 0) continue;
    if (standsAlone(marker)) return { marker, start: at, end: at };
    if (at + 2 > bytes.length) throw new JpegError("truncated", "The file ends inside a marker segment");
    const length = wordAt(bytes, at);
    if (length < 2) throw new JpegError("corrupt", `Marker segment 0x${marker.toString(16)} has length ${length}`);
    if (at + length > bytes.length) throw new JpegError("truncated", "The file ends inside a marker segment");
    return { marker, start: at + 2, end: at + length };
  }
}

/** 16 bits, the high byte first. The caller knows that they are there. */
export function wordAt(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 8) | bytes[offset + 1]!;
}
