import { mostChannels, type Rectangle } from "@millrace/core";
import type sharp from "sharp";
import type { Sharp } from "sharp";
import { cmykToRgb } from "./cmyk.ts";
import { rgbToGrey } from "./grey.ts";
import type { ColorModel, ImageFormat, ImageHeader } from "./header/image-header.ts";
import { toOrientation } from "./orientation.ts";

/** Decoded pixels, rows top down, channels interleaved. */
export interface DecodedPixels<Data extends Uint8Array | Uint16Array = Uint8Array> {
  readonly data: Data;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

export interface SharpOptions {
  readonly channels: number;
  readonly colorProfile: "ignore" | "convert";
  readonly color: ColorModel;
  /** In coordinates of the stored picture. */
  readonly region?: Rectangle;
  /** A second guard behind the check of the header. */
  readonly maxPixels: number;
}

let loading: Promise<typeof sharp> | undefined;

/**
 * sharp, loaded when the first image needs it. Its cache is of no use to a loader, and its threads are of no use where
 * there is a worker for each core; both settings hold for the whole process, the user's own use of sharp included.
 */
function loadSharp(): Promise<typeof sharp> {
  loading ??= import("sharp").then(({ default: loaded }) => {
    loaded.cache(false);
    loaded.concurrency(1);
    return loaded;
  });
  return loading;
}

/**
 * Decodes an image, or a window of it, as stored: the orientation is not applied.
 *
 * - A file that ends early is an error, as it is for torchvision and Pillow, and so are damaged data; mere warnings,
 *   which many photographs cause, are not. What lies below a window is not looked at.
 * - The window is byte for byte that of the whole image. Asking sharp for it costs less than decoding all.
 * - Values of 16 bits would lose their lower byte; {@link decodeStoredWithSharp} keeps them. Alpha is dropped without blending; an opaque one is added where it is missing.
 * - CMYK goes through Pillow's formula, or through the ICC profile with `colorProfile: "convert"`.
 * - One channel is Pillow's grey of the RGB values, which leaves grey ones as they are.
 * - An animation gives its first frame, a TIFF its first page.
 */
export async function decodeWithSharp(bytes: Uint8Array, options: SharpOptions): Promise<DecodedPixels> {
  const { channels, colorProfile, color, region } = options;
  const ignoreIcc = colorProfile === "ignore";
  const inks = color === "cmyk" && ignoreIcc;
  const pipeline = await open(bytes, options.maxPixels, ignoreIcc);
  if (inks) pipeline.pipelineColourspace("cmyk").toColourspace("cmyk");
  else pipeline.toColourspace("srgb");
  if (channels === 4 && !inks) pipeline.ensureAlpha();
  else pipeline.removeAlpha();
  const decoded = await raw(pipeline, region);
  if (inks) {
    const rgb = cmykToRgb(decoded.data, channels === 4);
    return channels === 1 ? grey(decoded, rgb, 3) : { ...decoded, data: rgb, channels };
  }
  return channels === 1 ? grey(decoded, decoded.data, decoded.channels) : decoded;
}

/**
 * Decodes an image, or a window of it, to the channels and the values that are stored, of 8 or 16 bits: no conversion of
 * colors takes place, and bands beyond the colors stay.
 */
export async function decodeStoredWithSharp(
  bytes: Uint8Array,
  {
    color,
    depth,
    region,
    maxPixels,
  }: Pick<SharpOptions, "color" | "region" | "maxPixels"> & { readonly depth: 8 | 16 },
): Promise<DecodedPixels<Uint8Array | Uint16Array>> {
  const pipeline = await open(bytes, maxPixels, true, mostChannels);
  const isColor = color === "rgb" || color === "palette";
  // The spaces of 16 bits are the ones in which libvips leaves further bands alone; bytes are their upper halves there.
  const space = isColor ? "rgb16" : "grey16";
  const decoded = shorts(await raw(pipeline.pipelineColourspace(space).toColourspace(space), region, "ushort"));
  return depth === 16 ? decoded : { ...decoded, data: Uint8Array.from(decoded.data, (value) => value >>> 8) };
}

/** Decodes an image of one channel of 8 or 16 bits to the values that are stored. */
export async function decodeGreyWithSharp(
  bytes: Uint8Array,
  depth: 8 | 16,
  maxPixels: number,
): Promise<DecodedPixels<Uint8Array | Uint16Array>> {
  const pipeline = await open(bytes, maxPixels, true);
  if (depth === 8) return raw(pipeline.toColourspace("b-w"), undefined);
  return shorts(await raw(pipeline.toColourspace("grey16"), undefined, "ushort"));
}

/** Bytes as the 16-bit values that they are. */
function shorts(decoded: DecodedPixels): DecodedPixels<Uint16Array> {
  const { buffer, byteOffset, byteLength } = decoded.data;
  const data =
    byteOffset % 2 === 0
      ? new Uint16Array(buffer, byteOffset, byteLength / 2)
      : new Uint16Array(buffer.slice(byteOffset, byteOffset + byteLength));
  return { ...decoded, data };
}

/** What sharp reads in the header of a file that {@link readImageHeader} leaves to it. */
export async function describeWithSharp(bytes: Uint8Array, format: ImageFormat): Promise<ImageHeader> {
  const found = await (await open(bytes, Number.POSITIVE_INFINITY, true)).metadata();
  const { width, height, orientation, space, channels } = found;
  const depth = found.depth === "uchar" || found.depth === "char" ? 8 : found.depth === "ushort" ? 16 : 32;
  const header: ImageHeader = {
    format,
    width,
    height,
    orientation: toOrientation(orientation),
    color: found.isPalette === true ? "palette" : (colorModels[space ?? ""] ?? "other"),
    channels,
    depth,
  };
  return found.depth === "float" || found.depth === "double" ? { ...header, float: true } : header;
}

const colorModels: Readonly<Record<string, ColorModel>> = {
  "b-w": "grey",
  grey16: "grey",
  srgb: "rgb",
  rgb16: "rgb",
  cmyk: "cmyk",
};

async function open(bytes: Uint8Array, maxPixels: number, ignoreIcc: boolean, most?: number): Promise<Sharp> {
  const load = await loadSharp();
  const limitInputPixels = Number.isFinite(maxPixels) ? Math.floor(maxPixels) : false;
  const limits = most === undefined ? {} : { limitInputChannels: most };
  return load(bytes, { failOn: "error", ignoreIcc, limitInputPixels, autoOrient: false, ...limits });
}

async function raw(
  pipeline: Sharp,
  region: Rectangle | undefined,
  depth: "uchar" | "ushort" = "uchar",
): Promise<DecodedPixels> {
  if (region !== undefined) {
    pipeline.extract({ left: region.x, top: region.y, width: region.width, height: region.height });
  }
  const { data, info } = await pipeline.raw({ depth }).toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

function grey({ width, height }: DecodedPixels, data: Uint8Array, channels: number): DecodedPixels {
  return { data: channels === 1 ? data : rgbToGrey(data), width, height, channels: 1 };
}
