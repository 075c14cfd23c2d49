import { DecodeError, type Source } from "./decode-error.ts";
import type { Size } from "./orientation.ts";

/** Pixels of one image, as `maxPixels` counts them, unless the option says otherwise. */
export const defaultMaxPixels = 50_000_000;

/** Bytes of one file, as `maxFileBytes` counts them, unless the option says otherwise. */
export const defaultMaxFileBytes = 256 * 1024 * 1024;

/**
 * Refuses an image by its header, before a byte of it is decoded: a file of a few bytes can claim gigabytes.
 *
 * @throws DecodeError naming the size, the limit and the option.
 */
export function checkPixels(source: Source, { width, height }: Size, maxPixels: number): void {
  const count = width * height;
  if (count <= maxPixels) return;
  throw new DecodeError(
    source,
    `${width} × ${height} is ${group(count)} pixels, and maxPixels allows ${group(maxPixels)}; ` +
      "raise maxPixels if the file is to be trusted",
  );
}

function group(count: number): string {
  return count.toLocaleString("en-US");
}
