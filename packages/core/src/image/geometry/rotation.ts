import { cos, sin } from "../../kernels/math.ts";
import type { Canvas } from "../../outline-types.ts";
import type { GeometryStep } from "../effect.ts";
import { mapPoint, multiply } from "../engine/matrix.ts";
import type { Sampling } from "../options.ts";
import { flipStep } from "./steps.ts";

export interface RotationOptions extends Sampling {
  readonly expand: boolean;
}

/**
 * A turn about the middle, counter-clockwise in degrees, as in torchvision: half turns always and quarter turns of
 * squares or with `expand` move pixels exactly; all others resample.
 */
export function rotationSteps(canvas: Canvas, degrees: number, options: RotationOptions): GeometryStep[] {
  const { width, height } = canvas;
  const angle = ((degrees % 360) + 360) % 360;
  if (angle === 0) return [];
  if (angle === 180) return [flipStep(canvas, { flipX: true, flipY: true })];
  if (options.expand || width === height) {
    if (angle === 90) return [flipStep(canvas, { transpose: true, flipY: true })];
    if (angle === 270) return [flipStep(canvas, { transpose: true, flipX: true })];
  }
  const radians = (angle * Math.PI) / 180;
  const c = cos(radians);
  const s = sin(radians);
  // The y axis points down, so a counter-clockwise turn takes +x to −y.
  const turn = [c, s, 0, -s, c, 0, 0, 0, 1];
  const size = options.expand ? expandedSize(turn, canvas) : canvas;
  const toMiddle = [1, 0, -width / 2, 0, 1, -height / 2, 0, 0, 1];
  const fromMiddle = [1, 0, size.width / 2, 0, 1, size.height / 2, 0, 0, 1];
  const matrix = multiply(fromMiddle, multiply(turn, toMiddle));
  const { expand: _, ...sampling } = options;
  return [{ step: "warp", matrix, ...size, ...sampling }];
}

/** The whole pixels that the turned canvas touches; a hair over a pixel edge is rounding and does not count. */
function expandedSize(turn: readonly number[], { width, height }: Canvas): Canvas {
  const corners = [
    mapPoint(turn, -width / 2, -height / 2),
    mapPoint(turn, width / 2, -height / 2),
    mapPoint(turn, -width / 2, height / 2),
    mapPoint(turn, width / 2, height / 2),
  ];
  const extent = (values: number[], half: number) => {
    const truncate = (value: number) => Math.trunc((value + half) * 1e4) / 1e4;
    return Math.ceil(truncate(Math.max(...values))) - Math.floor(truncate(Math.min(...values)));
  };
  return {
    width: extent(
      corners.map(([x]) => x),
      width / 2,
    ),
    height: extent(
      corners.map(([, y]) => y),
      height / 2,
    ),
  };
}
