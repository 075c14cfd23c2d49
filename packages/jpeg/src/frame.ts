import type { ColorSpace, Subsampling } from "./colors.ts";
import { JpegError } from "./error.ts";
import { Marker, wordAt } from "./marker.ts";

/** One component of a frame (ITU T.81, B.2.2). */
export interface FrameComponent {
  readonly id: number;
  /** Blocks of an MCU across and down, 1 to 4. */
  readonly across: number;
  readonly down: number;
  /** Which quantisation table, 0 to 3. */
  readonly steps: number;
}

/** A frame header. */
export interface Frame {
  readonly marker: number;
  readonly precision: number;
  readonly width: number;
  readonly height: number;
  readonly progressive: boolean;
  readonly components: readonly FrameComponent[];
}

/** @throws JpegError when the header is impossible */
export function readFrame(marker: number, content: Uint8Array): Frame {
  if (content.length < 6) throw new JpegError("corrupt", "The frame header is too short");
  const count = content[5]!;
  if (content.length < 6 + 3 * count) throw new JpegError("corrupt", "The frame header is too short");
  const width = wordAt(content, 3);
  if (width === 0) throw new JpegError("corrupt", "The image is 0 pixels wide");
  if (count !== 1 && count !== 3 && count !== 4) {
    throw new JpegError(count === 0 ? "corrupt" : "unsupported", `The image has ${count} components`);
  }
  // Pushed one by one here and in what follows: `map` and `Array.from` give lists of another hidden class once V8 has
  // optimised their caller, and what was optimised for the first class has to be compiled again.
  const components: FrameComponent[] = [];
  for (let n = 0; n < count; n++) {
    const factors = content[7 + 3 * n]!;
    const across = factors >> 4;
    const down = factors & 15;
    const steps = content[8 + 3 * n]!;
    if (across < 1 || across > 4 || down < 1 || down > 4 || steps > 3) {
      throw new JpegError("corrupt", "The frame header has impossible sampling factors or table numbers");
    }
    // One component is never interleaved: its factors say nothing.
    const alone = count === 1;
    components.push({ id: content[6 + 3 * n]!, across: alone ? 1 : across, down: alone ? 1 : down, steps });
  }
  if (new Set(components.map((component) => component.id)).size < count) {
    throw new JpegError("corrupt", "Two components have the same name");
  }
  const progressive = marker === Marker.frameProgressive || marker === 0xc6 || marker === 0xca || marker === 0xce;
  return { marker, precision: content[0]!, width, height: wordAt(content, 1), progressive, components };
}

/** How the chroma components lie on the first; "other" where they differ or do not divide it by 1 or 2. */
export function sampling({ components }: Frame): Subsampling {
  if (components.length === 1) return "grey";
  const [luma, blue, red, black] = components;
  if (blue!.across !== red!.across || blue!.down !== red!.down) return "other";
  if (black && (black.across !== luma!.across || black.down !== luma!.down)) return "other";
  const across = luma!.across / blue!.across;
  const down = luma!.down / blue!.down;
  if (across === 1 && down === 1) return "4:4:4";
  if (across === 2 && down === 1) return "4:2:2";
  if (across === 2 && down === 2) return "4:2:0";
  if (across === 1 && down === 2) return "4:4:0";
  return "other";
}

/** Why the frame cannot be decoded, or undefined where it can. */
export function unsupported(frame: Frame, colorSpace: ColorSpace): string | undefined {
  const { marker } = frame;
  if (marker === 0xf7) return "JPEG-LS";
  if (marker >= 0xc9) return "arithmetic coding";
  if (marker === 0xc3) return "lossless coding";
  if (marker > 0xc3) return "hierarchical coding";
  if (frame.precision !== 8) return `${frame.precision} bits a sample`;
  if (frame.height === 0) return "a height that is given after the image (DNL)";
  if (colorSpace === "cmyk" || colorSpace === "ycck") return `${colorSpace.toUpperCase()} colours`;
  // T.81, B.2.3: a scan interleaves ten blocks at most, so these factors are left to decoders that read each plane alone.
  const blocks = frame.components.reduce((sum, { across, down }) => sum + across * down, 0);
  if (
    blocks > 10 ||
    sampling(frame) === "other" ||
    frame.components.some(({ across, down }) => across > 2 || down > 2)
  ) {
    return `sampling factors ${frame.components.map(({ across, down }) => `${across}×${down}`).join(", ")}`;
  }
  return undefined;
}
