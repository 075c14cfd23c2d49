/**
 * JPEG decoder in SIMD WebAssembly that decodes only the region and the scale that are wanted.
 *
 * @module
 */
export type { Arena, WasmMemory } from "./arena.ts";
export {
  createDecoder,
  type DecodedBytes,
  type DecodedPointer,
  type DecodeOptions,
  type DecoderOptions,
  type JpegDecoder,
} from "./decoder.ts";
export { JpegError, type JpegErrorCode } from "./error.ts";
export { type ColorSpace, type JpegHeader, readHeader, type Subsampling } from "./header.ts";
export type { Orientation } from "./orientation.ts";
export type { Region, Scale } from "./plan.ts";
