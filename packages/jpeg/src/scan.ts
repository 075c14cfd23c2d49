import { JpegError } from "./error.ts";
import type { Frame } from "./frame.ts";

interface ScanComponent {
  readonly index: number;
  readonly dcTable: number;
  readonly acTable: number;
}

/** A scan header (ITU T.81, B.2.3). */
export interface Scan {
  /** Indexes of the frame's components, and the Huffman tables of each. */
  readonly components: readonly ScanComponent[];
  readonly spectrumStart: number;
  readonly spectrumEnd: number;
  readonly approximationHigh: number;
  readonly approximationLow: number;
}

/** @throws JpegError `corrupt` when the header is impossible for the frame */
export function readScan(frame: Frame, content: Uint8Array): Scan {
  const count = content[0] ?? 0;
  if (count < 1 || count > frame.components.length || content.length < 4 + 2 * count) {
    throw new JpegError("corrupt", "The scan header is too short or has an impossible number of components");
  }
  const components: ScanComponent[] = [];
  let blocks = 0;
  for (let n = 0; n < count; n++) {
    const id = content[1 + 2 * n]!;
    const index = frame.components.findIndex((component) => component.id === id);
    if (index < 0 || components.some((before) => before.index === index)) {
      throw new JpegError("corrupt", "The scan header names a component twice or one that the frame has not");
    }
    const tables = content[2 + 2 * n]!;
    const dcTable = tables >> 4;
    const acTable = tables & 15;
    if (dcTable > 3 || acTable > 3) throw new JpegError("corrupt", "The scan header names an impossible Huffman table");
    components.push({ index, dcTable, acTable });
    blocks += frame.components[index]!.across * frame.components[index]!.down;
  }
  if (count > 1 && blocks > 10) throw new JpegError("corrupt", "The scan interleaves more than ten blocks");
  if (!frame.progressive) {
    // Whatever the header says: a sequential scan has all coefficients.
    return { components, spectrumStart: 0, spectrumEnd: 63, approximationHigh: 0, approximationLow: 0 };
  }
  const spectrumStart = content[1 + 2 * count]!;
  const spectrumEnd = content[2 + 2 * count]!;
  const approximationHigh = content[3 + 2 * count]! >> 4;
  const approximationLow = content[3 + 2 * count]! & 15;
  const spectrum = spectrumStart === 0 ? spectrumEnd === 0 : count === 1 && spectrumEnd <= 63;
  const refined = approximationHigh === 0 || approximationLow === approximationHigh - 1;
  if (!spectrum || spectrumStart > spectrumEnd || !refined || approximationLow > 13) {
    throw new JpegError("corrupt", "The scan header has impossible progressive parameters");
  }
  return { components, spectrumStart, spectrumEnd, approximationHigh, approximationLow };
}
