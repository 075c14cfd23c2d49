import { toOrientation } from "../orientation.ts";
import { readDirectory } from "./directory.ts";
import type { ColorModel, ImageHeader } from "./image-header.ts";

/** By the number of the photometric interpretation; the rest is "other". */
const colors: Readonly<Record<number, ColorModel>> = {
  0: "inverted grey",
  1: "grey",
  2: "rgb",
  3: "palette",
  5: "cmyk",
  6: "rgb",
};

const floatSamples = 3;

const orientationTag = 0x0112;

/** Size, colours and orientation of a TIFF's first page. */
export function readTiffHeader(bytes: Uint8Array): ImageHeader | undefined {
  const directory = readDirectory(bytes);
  if (directory === undefined) return undefined;
  const number = (tag: number) => directory.get(tag)?.[0];
  const [width, height] = [number(256), number(257)];
  if (width === undefined || height === undefined) return undefined;
  const header: ImageHeader = {
    format: "tiff",
    width,
    height,
    orientation: toOrientation(number(orientationTag)),
    color: colors[number(262) ?? -1] ?? "other",
    channels: number(277) ?? 1,
    depth: number(258) ?? 1,
  };
  return number(339) === floatSamples ? { ...header, float: true } : header;
}
