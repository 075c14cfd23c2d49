import { mostChannels } from "../fields/image.ts";
import type { KernelMemory } from "./memory.ts";

/** Element types of rasters and of what they convert to. */
export type ElementType = "uint8" | "uint16" | "float32";

/** Pixels in kernel memory, rows top down, channels (1 to 255) interleaved, no padding. */
export interface Raster {
  /** Byte offset in the kernel memory. */
  readonly pointer: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly type: ElementType;
}

/** Bytes of one element. */
export const elementBytes: Readonly<Record<ElementType, number>> = { uint8: 1, uint16: 2, float32: 4 };

/** Bytes of one pixel. */
export function pixelBytes({ channels, type }: Pick<Raster, "channels" | "type">): number {
  return channels * elementBytes[type];
}

/** Bytes of the whole raster. */
export function rasterBytes(raster: Pick<Raster, "width" | "height" | "channels" | "type">): number {
  return raster.width * raster.height * pixelBytes(raster);
}

/** Space for a raster on top of the arena, not cleared. Throws a RangeError if there is no such raster. */
export function allocateRaster(memory: KernelMemory, shape: Omit<Raster, "pointer">): Raster {
  const { width, height, channels, type } = shape;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`A raster has at least 1×1 pixels, not ${width}×${height}`);
  }
  if (!Number.isInteger(channels) || channels < 1 || channels > mostChannels) {
    throw new RangeError(`A raster has 1 to ${mostChannels} channels, not ${channels}`);
  }
  const bytes = rasterBytes(shape);
  if (bytes >= 2 ** 31)
    throw new RangeError(`A raster of ${width}×${height} pixels takes ${bytes} bytes, 2^31 or more`);
  return { pointer: memory.allocate(bytes), width, height, channels, type };
}

/** The level that `toFloat` and `normalize` take for 1. */
export const fullScale: Readonly<Record<ElementType, number>> = { uint8: 255, uint16: 65535, float32: 1 };

/** The numbers that kernels know element types by. */
export const elementCodes: Readonly<Record<ElementType, number>> = { uint8: 0, uint16: 1, float32: 2 };

/** Whether pixels are bytes of at most four channels, for which there are kernels of their own. */
export function isNarrow({ channels, type }: Pick<Raster, "channels" | "type">): boolean {
  return type === "uint8" && channels <= 4;
}

/** Throws a TypeError unless the raster has 8-bit elements. */
export function requireBytes(raster: Raster, what: string): void {
  if (raster.type !== "uint8") throw new TypeError(`${what} takes uint8 pixels, not ${raster.type}`);
}

/** The same pixels in new space. */
export function copyRaster(memory: KernelMemory, source: Raster): Raster {
  const { width, height, channels, type } = source;
  const copy = allocateRaster(memory, { width, height, channels, type });
  const { buffer } = memory.memory;
  new Uint8Array(buffer).copyWithin(copy.pointer, source.pointer, source.pointer + rasterBytes(source));
  return copy;
}
