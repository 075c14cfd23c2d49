import { type Arena, OwnArena, type WasmMemory } from "./arena.ts";
import { JpegError } from "./error.ts";
import { frameOf, type JpegHeader, readHeader } from "./header.ts";
import { kernelsOver } from "./kernels/module.ts";
import { makePlan, type Region, type Scale } from "./plan.ts";
import { decodeFrame } from "./work.ts";

export interface DecoderOptions {
  /** Where pixels and scratch space are allocated; a memory of the decoder's own when absent. */
  readonly arena?: Arena;
  /** Files with more stored pixels are refused. Default 50,000,000. */
  readonly maxPixels?: number;
  /** Files with more scans are refused: each can cost a pass over the whole image. Default 100. */
  readonly maxScans?: number;
}

export interface DecodeOptions {
  /** The window that is wanted, in full-size stored pixels; the whole image when absent. */
  readonly region?: Region;
  /**
   * Divides both sides by 1, 2, 4 or 8 while decoding, as libjpeg does. Output pixel (i, j) covers stored pixels
   * i × scale to (i + 1) × scale − 1. A region from x to x + width then covers output columns ⌊x / scale⌋ to
   * ⌈(x + width) / scale⌉ − 1, rows likewise; the result says where it begins.
   */
  readonly scale?: Scale;
  /** 3 for RGB (grey repeated), 1 for luma. Default 3. */
  readonly channels?: 1 | 3;
  /** What {@link readHeader} returned for the same bytes; saves reading it again. */
  readonly header?: JpegHeader;
  /** Throw where data is missing or damaged, instead of decoding what is there. Default false. */
  readonly strict?: boolean;
}

/** Pixels in the arena's memory. The orientation is not applied. */
export interface DecodedPointer {
  /** Byte offset of the first pixel; rows follow without gaps, `width × channels` bytes each. */
  readonly pointer: number;
  /** Where the pixels begin in the whole image at this scale. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** 0 for a sound file; else how many places were found where data is missing (grey in the image) or damaged. */
  readonly warnings: number;
  readonly memory: WasmMemory;
}

/** Pixels of their own. */
export interface DecodedBytes extends Omit<DecodedPointer, "pointer" | "memory"> {
  readonly data: Uint8Array<ArrayBuffer>;
}

export interface JpegDecoder {
  /**
   * Decodes into the arena. The pixels are the one thing left allocated; mark before and release after use.
   * @throws JpegError when the file cannot be decoded, RangeError for a region outside the image or too little memory;
   *   the arena is then as it was
   */
  decode(bytes: Uint8Array, options?: DecodeOptions): DecodedPointer;
  /** The same, copied out; nothing stays allocated. */
  decodeToBytes(bytes: Uint8Array, options?: DecodeOptions): DecodedBytes;
}

/** Makes a decoder. It holds no state between files; one for each thread is enough. */
export function createDecoder(options: DecoderOptions = {}): JpegDecoder {
  const { arena = new OwnArena(), maxPixels = 50_000_000, maxScans = 100 } = options;
  const kernels = kernelsOver(arena.memory);

  function decode(bytes: Uint8Array, options: DecodeOptions = {}): DecodedPointer {
    const { region, scale = 1, channels = 3, strict = false } = options;
    if (scale !== 1 && scale !== 2 && scale !== 4 && scale !== 8) throw new RangeError(`Scale ${scale}: 1, 2, 4 or 8`);
    if (channels !== 1 && channels !== 3) throw new RangeError(`${channels} channels: 1 or 3`);
    const header = options.header && frameOf(options.header) ? options.header : readHeader(bytes);
    if (!header.supported) throw new JpegError("unsupported", `Not supported: ${header.unsupportedReason}`);
    const pixels = header.width * header.height;
    if (pixels > maxPixels) {
      throw new JpegError("limit", `${header.width}×${header.height} are ${pixels} pixels, more than ${maxPixels}`);
    }
    const frame = frameOf(header)!;
    const plan = makePlan(frame, region, scale, channels === 1 && header.colorSpace !== "rgb");
    const width = plan.right - plan.left;
    const height = plan.bottom - plan.top;
    const start = arena.mark();
    try {
      const pointer = arena.allocate(width * height * channels);
      const scratch = arena.mark();
      const warnings = decodeFrame({ bytes, header, frame, plan, arena, kernels, output: pointer, channels, maxScans });
      if (strict && warnings > 0) {
        throw new JpegError("corrupt", `Data is missing or damaged in ${warnings} places`);
      }
      arena.release(scratch);
      return { pointer, x: plan.left, y: plan.top, width, height, channels, warnings, memory: arena.memory };
    } catch (error) {
      arena.release(start);
      throw error;
    }
  }

  return {
    decode,
    decodeToBytes(bytes, options) {
      const start = arena.mark();
      const { pointer, memory, ...rest } = decode(bytes, options);
      const length = rest.width * rest.height * rest.channels;
      const data = new Uint8Array(length);
      data.set(new Uint8Array(memory.buffer, pointer, length));
      arena.release(start);
      return { data, ...rest };
    },
  };
}
