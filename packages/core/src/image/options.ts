import { z } from "zod";
import { mostChannels } from "../fields/image.ts";
import type { Border } from "../kernels/border.ts";
import type { Filter } from "../kernels/tap-table.ts";
import type { WarpFilter } from "../kernels/warp.ts";
import type { Canvas } from "../outline-types.ts";

/** Option schemas that several image transforms share; `describe` is what errors and help say is allowed. */

export const probability = (standard: number) =>
  z.number().min(0).max(1).default(standard).describe("a number between 0 and 1");

const pixelCount = z.number().int().min(1);

/** One edge for a square, or [height, width], in pixels. */
export const size = z
  .union([pixelCount, z.tuple([pixelCount, pixelCount])])
  .describe("a whole number of pixels from 1, or [height, width]");

/** How a resize reads its source; `area` weighs pixels by how much of them a result pixel covers. */
export const interpolation = (standard: Filter) =>
  z
    .enum(["nearest", "bilinear", "bicubic", "area"])
    .default(standard)
    .describe('"nearest", "bilinear", "bicubic" or "area"');

/** How a warp reads its source. */
export const warpInterpolation = z
  .enum(["nearest", "bilinear", "bicubic"])
  .default("nearest")
  .describe('"nearest", "bilinear" or "bicubic"');

/** The same for warps whose reference interpolates. */
export const smoothInterpolation = warpInterpolation
  .unwrap()
  .default("bilinear")
  .describe(warpInterpolation.description!);

/** What lies outside of the picture: one value for all channels, or one each. Masks get `fillMask`, whatever it is. */
export const fill = z
  .union([z.number(), z.array(z.number()).min(1).max(mostChannels)])
  .default(0)
  .describe("a number in the range of the pixels (0 to 255 for bytes), or one for each channel");

/** What lies outside of masks. */
export const fillMask = z.number().int().min(0).max(65535).default(0).describe("a class number between 0 and 65535");

/** What stands beyond the edges of a picture. */
export const border = z
  .enum(["constant", "edge", "reflect", "symmetric", "wrap"])
  .default("constant")
  .describe('"constant" (fill), "edge", "reflect", "symmetric" or "wrap"');

/** What every warp takes besides its numbers. */
export const outside = { interpolation: warpInterpolation, border, fill, fillMask };

/** The options of {@link outside} as they were parsed. */
export interface OutsideOptions {
  readonly interpolation: WarpFilter;
  readonly border: Border;
  readonly fill: number | readonly number[];
  readonly fillMask: number;
}

/** What a warp's step takes besides its map. */
export interface Sampling {
  readonly filter: WarpFilter;
  readonly border: Border;
  readonly fill: readonly number[];
  readonly fillMask: number;
}

/** Options as a step takes them. */
export function samplingOf({
  interpolation: filter,
  border: beyond,
  fill: values,
  fillMask: number,
}: OutsideOptions): Sampling {
  return { filter, border: beyond, fill: fillValues(values), fillMask: number };
}

/** A factor that multiplies: 1 changes nothing. */
export const factor = z.number().min(0).describe("a number of at least 0");

/** How many of the eight bits of a level stay. */
export const bits = z.number().int().min(0).max(8).describe("a whole number between 0 and 8");

/** A level from which on something happens. */
export const threshold = z.number().min(0).max(255).describe("a number between 0 and 255");

/** What stays in place; left out, the middle of the picture. */
export const center = z
  .tuple([z.number(), z.number()])
  .optional()
  .describe("[x, y] in pixels from the upper left corner");

/** By what a policy multiplies its magnitudes; what has none comes as much rarer. */
export const strength = z.number().min(0).max(1).default(1).describe("a number between 0 and 1");

/** By how many degrees an axis leans; at a right angle the picture would be a line. */
export const shearAngle = z.number().gt(-90).lt(90);

/** `[height, width]` of a size option. */
export function heightAndWidth(value: number | readonly [number, number]): readonly [number, number] {
  return typeof value === "number" ? [value, value] : value;
}

export function fillValues(value: number | readonly number[]): readonly number[] {
  return typeof value === "number" ? [value] : value;
}

/** A size option as a canvas. */
export function canvasOfSize(size: number | readonly [number, number]): Canvas {
  const [height, width] = heightAndWidth(size);
  return { width, height };
}
