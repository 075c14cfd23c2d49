import type { KernelMemory } from "./memory.ts";
import { kernels } from "./module.ts";
import { pixelBytes, type Raster } from "./raster.ts";
import { type Region, requireInside } from "./reindex.ts";

export interface Erase {
  readonly region: Region;
  /** One number for all channels or one each; or noise, which two 32-bit words decide. */
  readonly value: readonly number[] | { readonly seed: readonly [number, number] };
}

/**
 * Overwrites a rectangle of pixels in place, all channels of it. Numbers are in the unit of the pixels, cut to whole ones
 * where those are whole. Noise is standard normal for floats, and even over all levels for others; the words of every row
 * come from a counter, so they depend on the seed and the place in the rectangle alone.
 *
 * Throws a RangeError for a rectangle that leaves the picture, for numbers that do not fit the channels and, on whole
 * numbers, for those that the type cannot hold.
 */
export function erase(memory: KernelMemory, raster: Raster, { region, value }: Erase): void {
  requireInside(region, raster);
  const mark = memory.mark();
  const stride = raster.width * pixelBytes(raster);
  const start = raster.pointer + region.y * stride + region.x * pixelBytes(raster);
  const count = region.width * raster.channels;
  const isFloat = raster.type === "float32";
  if ("seed" in value) {
    const [first, second] = value.seed;
    const scratch = memory.allocate(count * 4 + 64);
    const { normalRows, evenRows } = kernels(memory);
    // Even bytes make even numbers of two bytes.
    const units = raster.type === "uint16" ? 2 * count : count;
    (isFloat ? normalRows : evenRows)(start, stride, region.height, units, first, second, scratch);
  } else {
    requireValues(value, raster);
    const row = memory.allocate(count * 4);
    const elements = new arrays[raster.type](memory.memory.buffer, row, count);
    for (let at = 0; at < count; at++) elements[at] = value[value.length === 1 ? 0 : at % raster.channels]!;
    kernels(memory).sameRows(start, stride, region.height, region.width * pixelBytes(raster), row);
  }
  memory.release(mark);
}

const arrays = { uint8: Uint8Array, uint16: Uint16Array, float32: Float32Array } as const;

/** Throws a RangeError for numbers that do not fit a picture's channels and type. */
export function requireValues(
  value: readonly number[],
  { channels, type }: { readonly channels: number; readonly type: string },
): void {
  if (value.length !== 1 && value.length !== channels) {
    throw new RangeError(
      `value has ${value.length} numbers, and the image has ${channels} channels; give one number or one for each channel`,
    );
  }
  if (type === "float32") return;
  const [most, unit] = type === "uint8" ? [255, "bytes"] : [65535, "16 bits"];
  const odd = value.find((one) => !(one >= 0 && one <= most));
  if (odd !== undefined) {
    throw new RangeError(
      `on ${unit} a value lies between 0 and ${most}, not ${odd}; after normalize or toFloat it may be any`,
    );
  }
}
