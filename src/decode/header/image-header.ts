import type { Orientation } from "../orientation.ts";

export const imageFormats = ["jpeg", "png", "webp", "avif", "tiff", "gif"] as const;
export type ImageFormat = (typeof imageFormats)[number];

/**
 * What the stored numbers mean. "inverted grey" is grey in which 0 is white; "other" is a colour space that only the
 * decoder knows, such as Lab.
 */
export type ColorModel = "grey" | "inverted grey" | "palette" | "rgb" | "cmyk" | "other";

/** What an image file says of itself before it is decoded. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** Pixels a row as stored, before any orientation. */
  readonly width: number;
  readonly height: number;
  readonly orientation: Orientation;
  readonly color: ColorModel;
  /** Values of one stored pixel, alpha included; 1 for a palette index. */
  readonly channels: number;
  /** Bits of one stored value: 1, 2, 4, 8, 16 and, in a TIFF, others. */
  readonly depth: number;
  /** The stored values are floats; a TIFF can have that. */
  readonly float?: true;
}
