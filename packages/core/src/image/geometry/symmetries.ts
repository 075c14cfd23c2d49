import type { Canvas } from "../../outline-types.ts";
import type { Change } from "../../transform.ts";
import type { GeometryStep } from "../effect.ts";
import { flipStep } from "./steps.ts";

/**
 * The eight symmetries of the square, by Albumentations' names: nothing (`e`), turns counter-clockwise, mirrors of top and
 * bottom (`v`), of left and right (`h`), about the diagonal (`t`) and about the other one (`hvt`).
 */
export const symmetryNames = ["e", "r90", "r180", "r270", "v", "hvt", "h", "t"] as const;
export type Symmetry = (typeof symmetryNames)[number];

/** Axes that are swapped, then mirrored. */
const axes: Readonly<Record<Symmetry, Parameters<typeof flipStep>[1]>> = {
  e: {},
  r90: { transpose: true, flipY: true },
  r180: { flipX: true, flipY: true },
  r270: { transpose: true, flipX: true },
  v: { flipY: true },
  hvt: { transpose: true, flipX: true, flipY: true },
  h: { flipX: true },
  t: { transpose: true },
};

const changes: Readonly<Record<Symmetry, readonly Change[]>> = {
  e: [],
  r90: ["rotation", "quarterTurn"],
  r180: ["rotation", "halfTurn"],
  r270: ["rotation", "quarterTurn"],
  v: ["mirror", "halfTurn"],
  hvt: ["mirror", "quarterTurn"],
  h: ["mirror"],
  t: ["mirror", "quarterTurn"],
};

/** What several symmetries can alter. */
export function symmetryChanges(names: readonly Symmetry[]): readonly Change[] {
  return [...new Set(names.flatMap((name) => changes[name]))];
}

/** The step of a symmetry; none for that which does nothing. */
export function symmetrySteps(canvas: Canvas, name: Symmetry): GeometryStep[] {
  return name === "e" ? [] : [flipStep(canvas, axes[name])];
}

/** Quarter turns, counter-clockwise, by their number. */
export const quarterTurns: readonly [Symmetry, Symmetry, Symmetry, Symmetry] = ["e", "r90", "r180", "r270"];
