import type { ElementType, Raster } from "../raster.ts";

/** The numbers that kernels know element types by. */
export const typeCodes = { uint8: 0, uint16: 1, float32: 2 } as const;

/** What counts as full brightness in pixels of a type; floats may lie above it behind `normalize`. */
export const fullLevel: Readonly<Record<ElementType, number>> = { uint8: 255, uint16: 65535, float32: 1 };

/** Elements of a raster. */
export function elementCount({ width, height, channels }: Raster): number {
  return width * height * channels;
}

/** Channels that are colors: the last of 2 or 4 is alpha. */
export function colorCount(channels: number): number {
  return channels === 2 || channels === 4 ? channels - 1 : channels;
}
