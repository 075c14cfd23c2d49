import type { DecodeRequest, PixelSource } from "@millrace/core";
import type { ImageHeader } from "./header/image-header.ts";

/** How an image is wanted; every option is set. */
export interface DecodeSettings {
  readonly channels: number;
  readonly bits: 8 | 16;
  readonly colorProfile: "ignore" | "convert";
  readonly maxPixels: number;
}

/**
 * One way from encoded bytes to pixels. A decoder knows nothing of files and of orientation: it delivers the picture as
 * stored, and requests are in coordinates of the stored picture.
 */
export interface ImageDecoder {
  readonly name: string;
  /** Whether this decoder takes such an image; otherwise the next one is asked. */
  accepts(header: ImageHeader, settings: DecodeSettings): boolean;
  /** The pixels, decoded here or by the source's `load`. Errors are those of the decoder; the reader says where. */
  open(
    bytes: Uint8Array,
    header: ImageHeader,
    settings: DecodeSettings,
    request: DecodeRequest,
  ): PixelSource | Promise<PixelSource>;
}
