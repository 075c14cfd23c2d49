/**
 * JPEG decoder in SIMD WebAssembly that decodes only the region and the scale that are wanted.
 *
 * @module
 */
export type { Arena, WasmMemory } from "./arena.ts";
export type { ColorSpace, Subsampling } from "./colors.ts";
export {
  createDecoder,
  type DecodedBytes,
  type DecodedPointer,
  type DecodeOptions,
  type DecoderOptions,
  type JpegDecoder,
} from "./decoder.ts";
export { JpegError, type JpegErrorCode } from "./error.ts";
export { type JpegHeader, readHeader } from "./header.ts";
export { kernelCode } from "./kernels/module.ts";
export { type Orientation, readOrientation } from "./orientation.ts";
export type { Region, Scale } from "./plan.ts";
