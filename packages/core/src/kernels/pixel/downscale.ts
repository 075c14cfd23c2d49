import { roundHalfEven } from "../../rounding.ts";
import type { KernelMemory } from "../memory.ts";
import { pixelBytes, type Raster } from "../raster.ts";
import { gatherPixels } from "../reindex.ts";
import { resample } from "../resample.ts";
import { type AxisMap, type Filter, wholeAxis } from "../tap-table.ts";

export interface Downscale {
  /** By what the sides are multiplied, above 0 and at most 1. */
  readonly scale: number;
  /** How the picture shrinks; those that interpolate cover all pixels that become one (antialiased). */
  readonly down: Filter;
  /** How it grows again. */
  readonly up: Filter;
}

/**
 * Shrinks a picture and brings it back to its size. With `nearest` both ways no pixel is computed: each is found where the
 * two steps would have read it, as OpenCV reads (Albumentations' Downscale). Other filters take uint8.
 */
export function downscale(memory: KernelMemory, source: Raster, { scale, down, up }: Downscale): Raster {
  const { width, height } = source;
  const [smallWidth, smallHeight] = [shrunk(width, scale), shrunk(height, scale)];
  if (down === "nearest" && up === "nearest") {
    const bytes = pixelBytes(source);
    return gatherPixels(memory, source, {
      columns: positions(width, smallWidth, scale, bytes),
      rows: positions(height, smallHeight, scale, width * bytes),
    });
  }
  const small = resample(memory, source, {
    columns: axis(width, smallWidth),
    rows: axis(height, smallHeight),
    filter: down,
    antialias: down !== "nearest",
  });
  return resample(memory, small, {
    columns: axis(smallWidth, width),
    rows: axis(smallHeight, height),
    filter: up,
    antialias: false,
  });
}

function shrunk(length: number, scale: number): number {
  return Math.max(1, roundHalfEven(length * scale));
}

/** Where each position reads, in bytes. OpenCV shrinks by the scale that was asked for and grows by that of the sizes. */
function positions(length: number, small: number, scale: number, bytes: number): Int32Array {
  const list = new Int32Array(length);
  for (let at = 0; at < length; at++) {
    const middle = Math.min(small - 1, Math.floor(at * (1 / (length / small))));
    list[at] = bytes * Math.min(length - 1, Math.floor(middle * (1 / scale)));
  }
  return list;
}

function axis(length: number, size: number): AxisMap {
  return { ...wholeAxis(length), size, windowLength: size };
}
