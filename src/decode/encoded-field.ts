import type { ImageDecodeOptions, PixelSource, ReadableField } from "@millrace/core";
import { readDecoded } from "@millrace/core/engine";
import { checkValues } from "./check-values.ts";
import type { DecodeClock } from "./decode-clock.ts";
import { DecodeError, type Source } from "./decode-error.ts";
import type { DecodeSettings } from "./decoder.ts";
import { decoders } from "./decoders.ts";
import type { ImageHeader } from "./header/image-header.ts";
import { decodingError } from "./load-header.ts";
import { checkMask, decodeMask, maskType } from "./mask.ts";
import { type Orientation, turnedSize } from "./orientation.ts";
import { openOriented } from "./oriented-source.ts";

/** How a field is opened. */
interface Opening {
  readonly orientation: Orientation;
  /** A picture of more is refused. */
  readonly maxPixels: number;
  readonly clock: DecodeClock;
}

/** An encoded image as a field that can be opened: the first decoder that accepts it does the work. */
export function imageField(
  source: Source,
  bytes: Uint8Array,
  header: ImageHeader,
  { channels = 3, bits = 8, colorProfile = "ignore" }: ImageDecodeOptions,
  { orientation, maxPixels, clock }: Opening,
): ReadableField {
  const settings: DecodeSettings = { channels, bits, colorProfile, maxPixels };
  checkValues(source, header, settings);
  const decoder = decoders.find((one) => one.accepts(header, settings));
  if (decoder === undefined) throw new DecodeError(source, `no decoder takes this ${header.format.toUpperCase()}`);
  return {
    kind: "image",
    ...turnedSize(header, orientation),
    channels,
    type: bits === 16 ? "uint16" : "uint8",
    open: (request) =>
      guard(source, header, clock, () =>
        openOriented(orientation, header, request, (stored) => decoder.open(bytes, header, settings, stored)),
      ),
  };
}

/** An encoded mask as a field that can be opened. It is decoded whole: a PNG's rows build on one another. */
export function maskField(
  source: Source,
  bytes: Uint8Array,
  header: ImageHeader,
  { orientation, maxPixels, clock }: Opening,
): ReadableField {
  checkMask(source, header);
  return {
    kind: "mask",
    ...turnedSize(header, orientation),
    channels: 1,
    type: maskType(header),
    open: (request) =>
      guard(source, header, clock, () =>
        openOriented(orientation, header, request, (stored) => {
          const decoded = decodeMask(bytes, header, maxPixels);
          return decoded instanceof Promise
            ? decoded.then((mask) => readDecoded(mask).open(stored))
            : readDecoded(decoded).open(stored);
        }),
      ),
  };
}

/**
 * Gives every error of a decoder its place, wherever it comes up: at once, later, or only when the pixels are loaded.
 * There its time is taken as well.
 */
function guard(
  source: Source,
  { format }: ImageHeader,
  clock: DecodeClock,
  open: () => PixelSource | Promise<PixelSource>,
): PixelSource | Promise<PixelSource> {
  const fail = (cause: unknown): never => {
    throw decodingError(source, format, cause);
  };
  const guarded = (opened: PixelSource): PixelSource => ({
    ...opened,
    load(memory) {
      const begin = clock.now();
      try {
        const raster = opened.load(memory);
        clock.decodedSince(begin);
        return raster;
      } catch (cause) {
        // A RangeError is the arena's: it has no room, and the data are not to blame.
        if (cause instanceof RangeError) throw cause;
        return fail(cause);
      }
    },
  });
  const asked = clock.now();
  try {
    const opened = open();
    // What works at once works when the pixels are loaded, but for masks, which are decoded here.
    clock.decodedSince(asked);
    if (!(opened instanceof Promise)) return guarded(opened);
    const began = clock.now();
    return opened.then((ready) => {
      clock.decoderAwaitedSince(began);
      return guarded(ready);
    }, fail);
  } catch (cause) {
    return fail(cause);
  }
}
