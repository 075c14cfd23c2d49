import type { Boxes, Companions, Keypoints } from "../../fields/index.ts";
import type { BoxesOutline, Canvas, KeypointsOutline } from "../../outline-types.ts";
import type { Rectangle } from "../../pixel-source.ts";
import { boxesField, moveBoxes } from "../engine/boxes.ts";
import { keypointsField, keypointsOutline, moveKeypoints } from "../engine/keypoints.ts";
import { mergeCompanions } from "./merge-rows.ts";

/** Where a picture comes to lie on a larger one. */
export interface Placement {
  /** Where its upper left corner lies, which may be outside. */
  readonly x: number;
  readonly y: number;
  /** What of the larger one it may cover: the rest of it is cut off. */
  readonly window: Rectangle;
}

const shift = (x: number, y: number) => [1, 0, x, 0, 1, y, 0, 0, 1];

/** The boxes of several pictures on the one that they are laid on, cut to their windows. */
export function placeBoxes(
  field: string,
  parts: readonly BoxesOutline[],
  placements: readonly Placement[],
  canvas: Canvas,
): BoxesOutline {
  const moved = parts.map((part, i): BoxesOutline => {
    const { x, y, window } = placements[i] as Placement;
    const cut = moveBoxes(part, shift(x - window.x, y - window.y), window);
    const corners = cut.corners.map((value, at) => value + (at % 2 === 0 ? window.x : window.y));
    return { ...cut, corners, canvas };
  });
  const fields = moved.map((part) => boxesField({ ...part, source: { ...part.source, format: "xyxy" } }));
  const companions = mergeCompanions(
    field,
    fields.map((one) => one.with),
  );
  const corners = joined(moved.map((part) => part.corners));
  const first = (parts[0] as BoxesOutline).source;
  const rows = Array.from({ length: corners.length / 4 }, (_, row) => row);
  const visibility = joined(moved.map((part) => part.visibility));
  // The rows stand in the outline; what the source holds of them is only as long.
  const source: Boxes<Companions> = { ...first, data: Float32Array.from(corners), with: companions };
  return { kind: "boxes", corners, rows, visibility, canvas, source };
}

/** The points of several pictures, likewise; one outside of its window has left its picture. */
export function placeKeypoints(
  field: string,
  parts: readonly KeypointsOutline[],
  placements: readonly Placement[],
  canvas: Canvas,
): KeypointsOutline {
  const fields = parts.map((part, i): Keypoints => {
    const { x, y, window } = placements[i] as Placement;
    const moved = keypointsField(moveKeypoints(part, shift(x - window.x, y - window.y), window));
    return { ...moved, data: moved.data.map((value, at) => value + (at % 2 === 0 ? window.x : window.y)) };
  });
  const companions = mergeCompanions(
    field,
    fields.map((one) => one.with),
  );
  const data = Float32Array.from(joined(fields.map((one) => Float64Array.from(one.data))));
  return { ...keypointsOutline({ ...(fields[0] as Keypoints), data, with: companions }), canvas };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
