import { DecodeError, type Source } from "./decode-error.ts";
import { type ImageFormat, type ImageHeader, imageFormats } from "./header/image-header.ts";
import { sniffFormat } from "./header/sniff-format.ts";
import { readImageHeader } from "./header.ts";
import { checkPixels } from "./limits.ts";
import { describeWithSharp } from "./sharp.ts";

/**
 * The header of an image or mask, checked: a format that is decoded here, and no more than `maxPixels`.
 *
 * @returns a promise for the formats that are left to sharp.
 * @throws DecodeError
 */
export function loadHeader(source: Source, bytes: Uint8Array, maxPixels: number): ImageHeader | Promise<ImageHeader> {
  const format = sniffFormat(bytes);
  if (format === undefined) throw new DecodeError(source, notAnImage(bytes));
  const header = readImageHeader(bytes);
  return header === undefined ? askSharp(source, bytes, format, maxPixels) : check(source, header, maxPixels);
}

async function askSharp(
  source: Source,
  bytes: Uint8Array,
  format: ImageFormat,
  maxPixels: number,
): Promise<ImageHeader> {
  let header: ImageHeader;
  try {
    header = await describeWithSharp(bytes, format);
  } catch (cause) {
    throw decodingError(source, format, cause);
  }
  return check(source, header, maxPixels);
}

function check(source: Source, header: ImageHeader, maxPixels: number): ImageHeader {
  checkPixels(source, header, maxPixels);
  return header;
}

function notAnImage(bytes: Uint8Array): string {
  if (bytes.length === 0) return "the file is empty";
  const start = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const names = imageFormats.map((format) => (format === "webp" ? "WebP" : format.toUpperCase())).join(", ");
  return `not an image that can be decoded: its first bytes are ${start}; formats: ${names}`;
}

/** What a decoder threw, with the place; decoders say "truncated" in many words, so the hint is always given. */
export function decodingError(source: Source, format: ImageFormat, cause: unknown): DecodeError {
  if (cause instanceof DecodeError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  // libheif writes a line for every attempt; the last one is the reason.
  const reason = message.split("\n").findLast((line) => /[a-z]/i.test(line)) ?? message;
  return new DecodeError(source, `the ${format.toUpperCase()} data are truncated or damaged: ${reason.trim()}`, cause);
}
