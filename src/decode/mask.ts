import { type MaskPixels, mask } from "@millrace/core";
import { DecodeError, type Source } from "./decode-error.ts";
import type { ImageHeader } from "./header.ts";
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

function refusal({ format, color, alpha, depth, float }: ImageHeader): string | undefined {
  if (format === "png") {
    // Transparent palette entries and a transparent grey are no second channel; grey and alpha are.
    if (color === "palette") return undefined;
    return color === "grey" ? undefined : `${describe(color)}${alpha ? " with alpha" : ""}`;
  }
  if (format === "gif") return "a GIF, whose indices cannot be had";
  if (color !== "grey") return `a ${format.toUpperCase()} in ${describe(color)}`;
  if (alpha) return "grey with alpha";
  if (float === true || (depth !== 8 && depth !== 16)) return `a ${format.toUpperCase()} of ${depth} bits a value`;
  return undefined;
}

function describe(color: ImageHeader["color"]): string {
  const names = { rgb: "RGB", cmyk: "CMYK", palette: "palette colours", other: "another colour space" };
  return color in names ? names[color as keyof typeof names] : color;
}

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
