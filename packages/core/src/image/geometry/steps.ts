import type { Canvas } from "../../outline-types.ts";
import type { GeometryStep } from "../effect.ts";

/** The steps that several transforms in space are made of. */

export function cropStep(x: number, y: number, width: number, height: number): GeometryStep {
  return { step: "index", x, y, width, height, transpose: false, flipX: false, flipY: false };
}

export function flipStep(
  { width, height }: Canvas,
  axes: { flipX?: boolean; flipY?: boolean; transpose?: boolean },
): GeometryStep {
  return { step: "index", x: 0, y: 0, width, height, transpose: false, flipX: false, flipY: false, ...axes };
}

/** Puts the picture onto another canvas, its corner at (left, top); what it does not cover is filled. */
export function placeStep(
  left: number,
  top: number,
  width: number,
  height: number,
  fill: readonly number[],
): GeometryStep {
  return { step: "pad", left, top, width, height, border: "constant", fill };
}
