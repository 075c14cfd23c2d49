import { cos, sin } from "../../kernels/math.ts";
import type { Canvas } from "../../outline-types.ts";
import type { GeometryStep } from "../effect.ts";
import { identity, type Matrix, multiply } from "../engine/matrix.ts";
import type { Sampling } from "../options.ts";

export interface Affinity {
  /** Clockwise. */
  readonly degrees: number;
  /** Pixels to the right and down. */
  readonly translate: readonly [number, number];
  readonly scale: number;
  /** By how many pixels a row moves to the left for each pixel down, and a column up for each pixel to the right. */
  readonly slopes: readonly [number, number];
  /** What stays in place but for the translation, in pixels; the middle where it is left out. */
  readonly center?: readonly [number, number] | undefined;
}

/** Translation · centre · rotation · scale · shear along y · shear along x · back from the centre, as in torchvision. */
export function affineSteps(canvas: Canvas, affinity: Affinity, sampling: Sampling): GeometryStep[] {
  const matrix = affineMatrix(canvas, affinity);
  if (matrix.every((value, i) => value === identity[i])) return [];
  const { width, height } = canvas;
  return [{ step: "warp", matrix, width, height, ...sampling }];
}

function affineMatrix({ width, height }: Canvas, { degrees, translate, scale, slopes, center }: Affinity): Matrix {
  const [x, y] = center ?? [width / 2, height / 2];
  const angle = radians(degrees);
  const [c, s] = [cos(angle), sin(angle)];
  const shearX = [1, -slopes[0], 0, 0, 1, 0, 0, 0, 1];
  const shearY = [1, 0, 0, -slopes[1], 1, 0, 0, 0, 1];
  // The y axis points down, so this turn is clockwise.
  const turn = [c * scale, -s * scale, 0, s * scale, c * scale, 0, 0, 0, 1];
  const linear = multiply(turn, multiply(shearY, shearX));
  const moved = [1, 0, x + translate[0], 0, 1, y + translate[1], 0, 0, 1];
  return multiply(moved, multiply(linear, [1, 0, -x, 0, 1, -y, 0, 0, 1]));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** The slopes of axes that lean by two angles in degrees. */
export function slopesOf(shear: readonly [number, number]): readonly [number, number] {
  const tangent = (degrees: number) => sin(radians(degrees)) / cos(radians(degrees));
  return [tangent(shear[0]), tangent(shear[1])];
}

/** Whether an option moves or shears nothing. */
export function isStill(given: number | readonly number[]): boolean {
  return typeof given === "number" ? given === 0 : given.every((value) => value === 0);
}
