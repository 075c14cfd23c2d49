import type { ImageDecoder } from "./decoder.ts";
import { jpegDecoder } from "./jpeg-decoder.ts";
import { sharpDecoder } from "./sharp-decoder.ts";

/** Asked in this order; the last one takes everything. */
export const decoders: readonly ImageDecoder[] = [jpegDecoder, sharpDecoder];
