import { z } from "zod";
import type { Canvas } from "../outline-types.ts";

/** Option schemas that several image transforms share; `describe` is what errors and help say is allowed. */

export const probability = (standard: number) =>
  z.number().min(0).max(1).default(standard).describe("a number between 0 and 1");

const pixelCount = z.number().int().min(1);

/** One edge for a square, or [height, width], in pixels. */
export const size = z
  .union([pixelCount, z.tuple([pixelCount, pixelCount])])
  .describe("a whole number of pixels from 1, or [height, width]");

export const interpolation = (standard: "nearest" | "bilinear" | "bicubic") =>
  z.enum(["nearest", "bilinear", "bicubic"]).default(standard).describe('"nearest", "bilinear" or "bicubic"');

export const warpInterpolation = z.enum(["nearest", "bilinear"]).default("nearest").describe('"nearest" or "bilinear"');

const byte = z.number().min(0).max(255);

/** What lies outside of the picture: one value for all channels, or one each. Masks get 0, whatever it is. */
export const fill = z
  .union([byte, z.array(byte).min(1).max(4)])
  .default(0)
  .describe("a number between 0 and 255, or one for each channel");

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
