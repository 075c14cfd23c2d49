import { type MaskPixels, mask } from "@millrace/core";
import { DecodeError, type Source } from "./decode-error.ts";
import type { ImageHeader } from "./header/image-header.ts";
import { pngValues } from "./png/values.ts";
import { decodeGreyWithSharp } from "./sharp.ts";

const allowed =
  "a mask has one channel: store palette indices (PNG) or grey values (PNG, TIFF, JPEG) of at most 16 bits";

/**
 * Refuses, by the header, what is no mask or would not come out as stored.
 *
 * @throws DecodeError naming what was found and what is allowed.
 */
export function checkMask(source: Source, header: ImageHeader): void {
  const found = refusal(header);
  if (found !== undefined) throw new DecodeError(source, `the mask is ${found}; ${allowed}`);
}

function refusal({ format, color, channels, depth, float }: ImageHeader): string | undefined {
  if (format === "gif") return "a GIF, whose palette indices are not to be had";
  if (color === "palette" && format !== "png") return `a ${format.toUpperCase()} with a palette`;
  if (color !== "grey" && color !== "palette")
    return `${names[color]}${channels === 4 && color === "rgb" ? " with alpha" : ""}`;
  if (channels !== 1) return "grey with alpha";
  if (format === "png") return undefined;
  if (float === true) return `a ${format.toUpperCase()} of ${depth}-bit floats`;
  return depth === 8 || depth === 16 ? undefined : `a ${format.toUpperCase()} of ${depth} bits a value`;
}

const names = {
  rgb: "RGB",
  cmyk: "CMYK",
  "inverted grey": "grey in which 0 is white",
  other: "in a colour space that is neither grey nor RGB",
};

/** The type of the mask's values. */
export function maskType({ depth }: ImageHeader): "uint8" | "uint16" {
  return depth === 16 ? "uint16" : "uint8";
}

/** Decodes a mask that passed {@link checkMask}, to the values that are stored. */
export function decodeMask(
  bytes: Uint8Array,
  header: ImageHeader,
  maxPixels: number,
): MaskPixels | Promise<MaskPixels> {
  if (header.format === "png") return mask(pngValues(bytes, header), header.width, header.height);
  return decodeGreyWithSharp(bytes, header.depth === 16 ? 16 : 8, maxPixels).then(({ data, width, height }) =>
    mask(data, width, height),
  );
}
