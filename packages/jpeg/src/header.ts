import type { ColorSpace, Subsampling } from "./colors.ts";
import { JpegError } from "./error.ts";
import { type Frame, readFrame, sampling, unsupported } from "./frame.ts";
import { Marker, nextSegment } from "./marker.ts";
import { type Orientation, readOrientation } from "./orientation.ts";

/** What a JPEG file says about its image before the first pixel. */
export interface JpegHeader {
  /** Pixels across and down as stored, before the orientation is applied. */
  readonly width: number;
  readonly height: number;
  readonly components: 1 | 3 | 4;
  /** Bits of a sample. */
  readonly precision: number;
  readonly progressive: boolean;
  readonly subsampling: Subsampling;
  readonly colorSpace: ColorSpace;
  /** From EXIF; 1 when absent or broken. */
  readonly orientation: Orientation;
  /** Whether {@link createDecoder}'s decoder takes the file, limits aside. */
  readonly supported: boolean;
  readonly unsupportedReason?: string;
}

/** Headers that were read here, with what the public shape leaves out. */
const frames = new WeakMap<JpegHeader, Frame>();

/** The frame that a header was made from, when it was made by {@link readHeader}. */
export function frameOf(header: JpegHeader): Frame | undefined {
  return frames.get(header);
}

/**
 * Reads a file's header: size, sampling, colour space, orientation. Takes microseconds and needs nothing compiled.
 * @throws JpegError `not-jpeg`, `truncated` or `corrupt` when there is no readable frame header, `unsupported` when the
 *   frame has a number of components that no colour space has
 */
export function readHeader(bytes: Uint8Array): JpegHeader {
  if (bytes.length < 3 || bytes[0] !== 0xff || bytes[1] !== Marker.startOfImage || bytes[2] !== 0xff) {
    throw new JpegError("not-jpeg", "The data does not begin with a JPEG start-of-image marker");
  }
  let frame: Frame | undefined;
  let orientation: Orientation | undefined;
  let jfif = false;
  let adobe: number | undefined;
  try {
    let offset = 2;
    for (;;) {
      const segment = nextSegment(bytes, offset);
      if (!segment || segment.marker === Marker.startOfScan || segment.marker === Marker.endOfImage) break;
      offset = segment.end;
      const content = bytes.subarray(segment.start, segment.end);
      if (isFrame(segment.marker)) {
        if (frame) throw new JpegError("corrupt", "The file has two frame headers");
        frame = readFrame(segment.marker, content);
      } else if (segment.marker === Marker.application0) jfif ||= startsWith(content, "JFIF\0");
      else if (segment.marker === Marker.application1 && startsWith(content, "Exif")) {
        // Whatever else stands in such a segment (XMP, a maker's own) is not EXIF, also where it begins as TIFF does.
        orientation ??= readOrientation(content);
      } else if (segment.marker === Marker.application14 && content.length >= 12 && startsWith(content, "Adobe")) {
        adobe = content[11]!;
      }
    }
  } catch (error) {
    // What broke after the frame header does not matter for it.
    if (!frame || !(error instanceof JpegError) || error.code !== "truncated") throw error;
  }
  if (!frame) throw new JpegError("truncated", "The file has no frame header before its data");
  const colorSpace = colorSpaceOf(frame, jfif, adobe);
  const reason = unsupported(frame, colorSpace);
  const header: JpegHeader = {
    width: frame.width,
    height: frame.height,
    components: frame.components.length as 1 | 3 | 4,
    precision: frame.precision,
    progressive: frame.progressive,
    subsampling: sampling(frame),
    colorSpace,
    orientation: orientation ?? 1,
    supported: reason === undefined,
    ...(reason === undefined ? {} : { unsupportedReason: reason }),
  };
  frames.set(header, frame);
  return header;
}

/** SOF0–15 without DHT, JPG and DAC, and JPEG-LS's SOF55. */
function isFrame(marker: number): boolean {
  return (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) || marker === 0xf7;
}

function startsWith(content: Uint8Array, text: string): boolean {
  for (let n = 0; n < text.length; n++) if (content[n] !== text.charCodeAt(n)) return false;
  return true;
}

/** No marker says it outright; this is libjpeg's reading of JFIF, Adobe's APP14 and the component names. */
function colorSpaceOf(frame: Frame, jfif: boolean, adobe: number | undefined): ColorSpace {
  const count = frame.components.length;
  if (count === 1) return "grey";
  if (count === 4) return adobe === 2 ? "ycck" : "cmyk";
  if (jfif) return "ycbcr";
  if (adobe !== undefined) return adobe === 0 ? "rgb" : "ycbcr";
  const names = frame.components.map((component) => component.id);
  return names[0] === 0x52 && names[1] === 0x47 && names[2] === 0x42 ? "rgb" : "ycbcr";
}
