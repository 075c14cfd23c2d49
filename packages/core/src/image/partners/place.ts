import { boxNumbers } from "../../fields/boxes.ts";
import { type Companions, type Keypoints, selectRows } from "../../fields/index.ts";
import type { BoxesOutline, Canvas, KeypointsOutline } from "../../outline-types.ts";
import type { Rectangle } from "../../pixel-source.ts";
import { boxList, moveBoxes, type OutlinedBox, withBoxes } from "../engine/boxes.ts";
import { keypointsField, keypointsOutline, moveKeypoints } from "../engine/keypoints.ts";
import type { PointMap } from "../engine/point-map.ts";
import { mergeCompanions } from "./merge-rows.ts";

/** Where a picture comes to lie on a larger one. */
export interface Placement {
  /** Where its upper left corner lies, which may be outside. */
  readonly x: number;
  readonly y: number;
  /** What of the larger one it may cover: the rest of it is cut off. */
  readonly window: Rectangle;
}

/** Moves by whole or broken pixels. */
function shift(x: number, y: number): PointMap {
  return { at: (u, v) => [u + x, v + y], bends: false, mirrors: false };
}

/** The boxes of several pictures on the one that they are laid on, cut to their windows. */
export function placeBoxes(
  field: string,
  parts: readonly BoxesOutline[],
  placements: readonly Placement[],
  canvas: Canvas,
): BoxesOutline {
  const placed = parts.map((part, i) => {
    const { x, y, window } = placements[i] as Placement;
    return moveBoxes(part, shift(x - window.x, y - window.y), window);
  });
  const companions = mergeCompanions(
    field,
    placed.map(({ rows, source }) => selectAll(source.with, rows)),
  );
  const boxes = placed
    .flatMap((part, i) => {
      const { x, y } = (placements[i] as Placement).window;
      return boxList(part).map((box) => moved(box, x, y));
    })
    .map((box, row) => ({ ...box, row }));
  const first = parts[0] as BoxesOutline;
  // The rows stand in the outline; what the source holds of them is only as long.
  const data = new Float32Array(boxes.length * boxNumbers[first.source.format]);
  return withBoxes({ ...first, canvas, source: { ...first.source, data, with: companions } }, boxes);
}

function moved(box: OutlinedBox, x: number, y: number): OutlinedBox {
  const [left, top, right, bottom] = box.corners;
  const corners = [left + x, top + y, right + x, bottom + y] as const;
  return { ...box, corners, quad: box.quad?.map(([u, v]) => [u + x, v + y] as const) };
}

function selectAll(companions: Companions, rows: readonly number[]): Companions {
  return Object.fromEntries(Object.entries(companions).map(([name, values]) => [name, selectRows(values, rows)]));
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
  const data = Float32Array.from(fields.flatMap((one) => [...one.data]));
  return { ...keypointsOutline({ ...(fields[0] as Keypoints), data, with: companions }), canvas };
}
