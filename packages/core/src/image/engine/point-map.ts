import type { Canvas } from "../../outline-types.ts";
import type { GeometryStep, SourceMap } from "../effect.ts";
import { type Matrix, mapPoint, multiply } from "./matrix.ts";

/** Where a step moves what lies on pictures, in coordinates with pixel edges at 0 … width. */
export interface PointMap {
  at(x: number, y: number): readonly [number, number];
  /** Whether straight lines come out bent. */
  readonly bends: boolean;
  /** Whether left and right change places, in a mirror. */
  readonly mirrors: boolean;
}

/** The map of a step on a canvas. */
export function stepMap(step: GeometryStep, canvas: Canvas): PointMap {
  if (step.step === "remap") {
    const { source, width, height } = step;
    return { at: (x, y) => turnedAround(source, canvas, { width, height }, x, y), bends: true, mirrors: false };
  }
  const matrix = stepMatrix(step, canvas);
  const [a, b, , d, e] = matrix;
  return { at: (x, y) => mapPoint(matrix, x, y), bends: false, mirrors: a * e - b * d < 0 };
}

/** The matrix of a step that has one. */
export function stepMatrix(step: Exclude<GeometryStep, { step: "remap" }>, canvas: Canvas): Matrix {
  if (step.step === "warp") return step.matrix as Matrix;
  if (step.step === "resize") return [step.width / canvas.width, 0, 0, 0, step.height / canvas.height, 0, 0, 0, 1];
  if (step.step === "pad") return [1, 0, step.left, 0, 1, step.top, 0, 0, 1];
  const crop: Matrix = [1, 0, -step.x, 0, 1, -step.y, 0, 0, 1];
  const swapped: Matrix = step.transpose ? multiply([0, 1, 0, 1, 0, 0, 0, 0, 1], crop) : crop;
  const size = stepCanvas(step);
  const [x, y] = [step.flipX ? -1 : 1, step.flipY ? -1 : 1];
  return multiply([x, 0, step.flipX ? size.width : 0, 0, y, step.flipY ? size.height : 0, 0, 0, 1], swapped);
}

/** The size after a step. */
export function stepCanvas(step: GeometryStep): Canvas {
  if (step.step !== "index" || !step.transpose) return { width: step.width, height: step.height };
  return { width: step.height, height: step.width };
}

/** What lies on pictures, moved by one step after another; each step sees the size that the one before it left. */
export function moveAlong<Outlined>(
  outline: Outlined,
  steps: (canvas: Canvas) => readonly GeometryStep[],
  canvas: Canvas,
  move: (outline: Outlined, map: PointMap, canvas: Canvas) => Outlined,
): Outlined {
  let size = canvas;
  let moved = outline;
  for (const step of steps(canvas)) {
    const map = stepMap(step, size);
    size = stepCanvas(step);
    moved = move(moved, map, size);
  }
  return moved;
}

/** How near a position that was found has to read the one that was looked for, in pixels. */
const nearEnough = 1e-6;
const mostRounds = 30;
/** The longest way of one round: fields that fold are followed step by step. */
const longestWay = 8;

/**
 * The position of the result that reads a position of the source, by Newton's method from where it would be if the map
 * only scaled. Of a map that folds, one of several, or the nearest that was met.
 */
function turnedAround(
  source: SourceMap,
  before: Canvas,
  after: Canvas,
  x: number,
  y: number,
): readonly [number, number] {
  let place: readonly [number, number] = [(x * after.width) / before.width, (y * after.height) / before.height];
  let best = place;
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < mostRounds; round++) {
    const [u, v] = place;
    const [readX, readY] = source.at(u, v);
    const [missX, missY] = [readX - x, readY - y];
    const miss = Math.hypot(missX, missY);
    if (miss < least) [least, best] = [miss, place];
    if (miss < nearEnough) break;
    const [right, left] = [source.at(u + 0.5, v), source.at(u - 0.5, v)];
    const [lower, upper] = [source.at(u, v + 0.5), source.at(u, v - 0.5)];
    const [a, b] = [right[0] - left[0], lower[0] - upper[0]];
    const [c, d] = [right[1] - left[1], lower[1] - upper[1]];
    const determinant = a * d - b * c;
    // Where the map is flat or folds, the difference itself is a way that leads nearer.
    const steep = Math.abs(determinant) > 0.05;
    const stepX = steep ? (d * missX - b * missY) / determinant : missX;
    const stepY = steep ? (a * missY - c * missX) / determinant : missY;
    const shorten = Math.min(1, longestWay / Math.hypot(stepX, stepY));
    place = [u - stepX * shorten, v - stepY * shorten];
  }
  return best;
}
