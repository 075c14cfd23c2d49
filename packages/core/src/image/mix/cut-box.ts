import type { Canvas } from "../../outline-types.ts";
import type { Rectangle } from "../../pixel-source.ts";

/**
 * The rectangle of CutMix, as torchvision has it: its middle at a pixel, its sides the canvas' times √(1 − λ), cut to an
 * even number of whole pixels, and what reaches beyond the picture cut off.
 *
 * @param at the middle, as shares of width and height below 1.
 */
export function cutBox(lambda: number, at: readonly [number, number], { width, height }: Canvas): Rectangle {
  const half = 0.5 * Math.sqrt(1 - lambda);
  const [left, right] = edges(Math.floor(at[0] * width), Math.floor(half * width), width);
  const [top, bottom] = edges(Math.floor(at[1] * height), Math.floor(half * height), height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function edges(middle: number, half: number, length: number): readonly [number, number] {
  return [Math.max(0, middle - half), Math.min(length, middle + half)];
}
