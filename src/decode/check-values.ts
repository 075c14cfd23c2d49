import { mostChannels } from "@millrace/core";
import { DecodeError, type Source } from "./decode-error.ts";
import type { DecodeSettings } from "./decoder.ts";
import type { ImageHeader } from "./header/image-header.ts";

/** Numbers of channels that any image is converted to; others are bands, which are taken as they are stored. */
export function convertsTo(channels: number): channels is 1 | 3 | 4 {
  return channels === 1 || channels === 3 || channels === 4;
}

/**
 * Refuses, by the header, an image that would lose something, or that has not what is asked of it.
 *
 * @throws DecodeError naming what was found and what is allowed.
 */
export function checkValues(source: Source, header: ImageHeader, { channels, bits }: DecodeSettings): void {
  const { depth, float, format } = header;
  if (!(Number.isInteger(channels) && channels >= 1 && channels <= mostChannels)) {
    throw new DecodeError(source, `channels must be a whole number from 1 to ${mostChannels}, got ${String(channels)}`);
  }
  if (bits !== 8 && bits !== 16) throw new DecodeError(source, `bits must be 8 or 16, got ${String(bits)}`);
  if (float === true || depth > 16) {
    const what = float === true ? "floats" : "values";
    throw new DecodeError(source, `the image has ${what} of ${depth} bits, and images are decoded to 8 or 16`);
  }
  if (bits === 8 && depth > 8) {
    throw new DecodeError(
      source,
      `the image has values of ${depth} bits, and images are decoded to 8: they would lose what lies below. ` +
        "Create the field with bits: 16 to keep them, or read it with maskFile where it is one channel of numbers",
    );
  }
  if (bits === 16 && format !== "png" && format !== "tiff") {
    throw new DecodeError(source, `a ${format.toUpperCase()} is decoded to 8 bits; bits: 16 is for PNG and TIFF`);
  }
  if (convertsTo(channels) && !(bits === 16 && depth > 8)) return;
  const found = storedChannels(header);
  if (found === channels) return;
  // Of 16 bits, what can be had without a conversion of colors.
  const simple =
    bits === 16 &&
    ((channels === 3 && found !== 2) || (channels === 4 && found === 3) || (channels === 1 && found === 2));
  if (simple && found <= 4) return;
  throw new DecodeError(
    source,
    `the image has ${found} channels${depth > 8 ? ` of ${depth} bits` : ""}, and ${channels} are asked for; ` +
      "such channels are taken as they are stored, so ask for as many as the file has",
  );
}

/** Channels as they come out: a palette is colors. */
function storedChannels({ color, channels }: ImageHeader): number {
  return color === "palette" ? 3 : channels;
}
