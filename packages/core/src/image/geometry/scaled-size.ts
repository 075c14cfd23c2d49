import type { Canvas } from "../../outline-types.ts";
import { roundHalfEven } from "../../rounding.ts";

/** The size of a picture whose sides are multiplied by one factor: whole pixels, at least one. */
export function scaledSize({ width, height }: Canvas, factor: number): Canvas {
  return {
    width: Math.max(1, roundHalfEven(width * factor)),
    height: Math.max(1, roundHalfEven(height * factor)),
  };
}
