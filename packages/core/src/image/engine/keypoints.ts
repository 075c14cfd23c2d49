import { type Companion, type KeypointMirror, type Keypoints, selectRows } from "../../fields/index.ts";
import type { Canvas, KeypointsOutline } from "../../outline-types.ts";
import type { Rectangle } from "../../pixel-source.ts";
import type { PointMap } from "./point-map.ts";

/** What a number of the companion that `visibility` names says of its point, as in COCO. */
export const notLabelled = 0;
export const labelledAndHidden = 1;
export const labelledAndVisible = 2;

/** Points as they come in, in double precision. */
export function keypointsOutline(source: Keypoints): KeypointsOutline {
  const points = Float64Array.from(source.data);
  const count = points.length / 2;
  const rows = Array.from({ length: count }, (_, i) => i);
  return { kind: "keypoints", points, rows, origins: rows, hidden: new Uint8Array(count), mirrored: false, source };
}

/** The points after a step; those that left the canvas are dropped unless their field keeps them. */
export function moveKeypoints(outline: KeypointsOutline, map: PointMap, canvas: Canvas): KeypointsOutline {
  const points: number[] = [];
  const rows: number[] = [];
  const origins: number[] = [];
  const hidden: number[] = [];
  outline.rows.forEach((row, i) => {
    const from = map.mirrors ? partnerOf(outline, i) : i;
    const [x, y] = map.at(outline.points[2 * from] as number, outline.points[2 * from + 1] as number);
    if (!inside(x, y, canvas) && outline.source.outside === "drop") return;
    points.push(x, y);
    rows.push(row);
    origins.push(outline.origins[from] as number);
    hidden.push(outline.hidden[from] as number);
  });
  return {
    ...outline,
    points: Float64Array.from(points),
    hidden: Uint8Array.from(hidden),
    rows,
    origins,
    mirrored: outline.mirrored !== map.mirrors,
    canvas,
  };
}

/** The point that a mirror puts in a point's place; itself where it has no partner, or where ids say what a point is. */
function partnerOf({ source: { mirror }, rows }: KeypointsOutline, i: number): number {
  if (mirror === undefined || mirror.id !== undefined) return i;
  const joints = mirror.joints ?? rows.length;
  const joint = i % joints;
  return i - joint + otherOf(mirror, joint);
}

function otherOf({ pairs }: KeypointMirror, value: number): number {
  for (const [left, right] of pairs) {
    if (value === left) return right;
    if (value === right) return left;
  }
  return value;
}

/** The points after rectangles of their picture were covered: a point on the upper or left edge of one lies in it. */
export function coverKeypoints(outline: KeypointsOutline, holes: readonly Rectangle[]): KeypointsOutline {
  const hidden = outline.hidden.map((before, i) => {
    const [x, y] = [outline.points[2 * i] as number, outline.points[2 * i + 1] as number];
    const covers = (hole: Rectangle) =>
      x >= hole.x && y >= hole.y && x < hole.x + hole.width && y < hole.y + hole.height;
    return before === 1 || holes.some(covers) ? 1 : 0;
  });
  return { ...outline, hidden };
}

/** The field after the policy; companions follow their points. */
export function keypointsField(outline: KeypointsOutline): Keypoints {
  const { source, rows, origins, points, mirrored } = outline;
  const { mirror, visibility } = source;
  const companions = Object.fromEntries(
    Object.entries(source.with).map(([name, values]) => {
      if (name === visibility) return [name, visibilities(selectRows(values, origins), outline)];
      const selected = selectRows(values, rows);
      if (!mirrored || name !== mirror?.id) return [name, selected];
      return [name, (selected as number[]).map((value) => otherOf(mirror, Number(value))) as Companion];
    }),
  );
  return { ...source, data: Float32Array.from(points), with: companions };
}

/** The flags of the points that are left: what is covered is hidden, and what left the picture is not there. */
function visibilities(flags: Companion, { points, hidden, canvas }: KeypointsOutline): Companion {
  const after = (flag: number, i: number): number => {
    if (canvas !== undefined && !inside(points[2 * i] as number, points[2 * i + 1] as number, canvas))
      return notLabelled;
    return flag === labelledAndVisible && hidden[i] === 1 ? labelledAndHidden : flag;
  };
  return (flags as number[]).map(after) as Companion;
}

function inside(x: number, y: number, { width, height }: Canvas): boolean {
  return x >= 0 && x <= width && y >= 0 && y <= height;
}
