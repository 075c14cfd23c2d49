import { boxNumbers } from "../../fields/boxes.ts";
import { type Boxes, selectRows } from "../../fields/index.ts";
import { fieldsOfKind } from "../../outline.ts";
import type { BoxesOutline, Canvas, FieldOutline, Outline } from "../../outline-types.ts";
import type { Rectangle } from "../../pixel-source.ts";
import { type Corners, fromCorners, fromQuad, isOriented, toCorners, toQuad } from "./box-formats.ts";
import { coveredArea } from "./occlusion.ts";
import type { PointMap } from "./point-map.ts";
import { clipPolygon, type Point, polygonArea } from "./polygon.ts";

/** How far a box may reach outside its image through rounding alone, in pixels. */
const tolerance = 1e-3;

/** One box on its way. */
export interface OutlinedBox {
  readonly row: number;
  readonly corners: Corners;
  /** Absent where it is upright. */
  readonly quad?: readonly Point[] | undefined;
  readonly visibility: number;
}

/**
 * Boxes as corners in pixels, checked against their image.
 *
 * @throws RangeError for a box outside the image or without area, unless `onInvalid` says what to do.
 */
export function boxesOutline(field: string, boxes: Boxes, canvas: () => Canvas): BoxesOutline {
  const size = canvas();
  const { data, format, onInvalid } = boxes;
  const width = boxNumbers[format];
  const kept: OutlinedBox[] = [];
  for (let row = 0; row * width < data.length; row++) {
    const given = Array.from(data.subarray(row * width, row * width + width));
    const { box, inside, hasArea } = isOriented(format)
      ? orientedBox(row, toQuad(given, format), size)
      : alignedBox(row, toCorners(given, format, size), size);
    if (!(inside && hasArea)) {
      if (onInvalid === "throw") {
        throw new RangeError(
          `box ${row} of the field "${field}", [${given.join(", ")}] (${format}), ${hasArea ? "reaches outside" : "has no area within"} its image of ${size.width} × ${size.height}; ` +
            'mend the annotation, or create the field with onInvalid: "clip" or "drop"',
        );
      }
      if (onInvalid === "drop" || !hasArea) continue;
    }
    kept.push(box);
  }
  return outlineOf(kept, boxes, size);
}

interface Checked {
  readonly box: OutlinedBox;
  readonly inside: boolean;
  readonly hasArea: boolean;
}

function alignedBox(row: number, corners: Corners, canvas: Canvas): Checked {
  const cut = clip(corners, canvas);
  const inside = corners.every((value, i) => Math.abs(value - (cut[i] as number)) <= tolerance);
  return { box: { row, corners: cut, visibility: 1 }, inside, hasArea: cut[2] > cut[0] && cut[3] > cut[1] };
}

/** One that is turned cannot be cut and stay a box: it is inside where a part of it is. */
function orientedBox(row: number, quad: readonly Point[], canvas: Canvas): Checked {
  const seen = polygonArea(clipPolygon(quad, canvas));
  return { box: { row, corners: hullOf(quad), quad, visibility: 1 }, inside: seen > 0, hasArea: seen > 0 };
}

function outlineOf(boxes: readonly OutlinedBox[], source: Boxes, canvas: Canvas): BoxesOutline {
  const turned = boxes.some(({ quad }) => quad !== undefined) || isOriented(source.format);
  return {
    kind: "boxes",
    corners: Float64Array.from(boxes.flatMap(({ corners }) => [...corners])),
    ...(turned ? { quads: Float64Array.from(boxes.flatMap((box) => quadOf(box).flat())) } : {}),
    rows: boxes.map(({ row }) => row),
    visibility: Float64Array.from(boxes, ({ visibility }) => visibility),
    canvas,
    source,
  };
}

function quadOf({ quad, corners: [left, top, right, bottom] }: OutlinedBox): readonly Point[] {
  if (quad !== undefined) return quad;
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

/** The boxes of an outline, one by one. */
export function boxList(outline: BoxesOutline): readonly OutlinedBox[] {
  const { quads } = outline;
  return outline.rows.map((row, i) => ({
    row,
    corners: cornersOf(outline, i),
    quad:
      quads === undefined
        ? undefined
        : [0, 2, 4, 6].map((at) => [quads[i * 8 + at] as number, quads[i * 8 + at + 1] as number] as const),
    visibility: outline.visibility[i] as number,
  }));
}

/** The outline with other boxes in place of its own, such as fewer or turned ones. */
export function withBoxes({ source, canvas }: BoxesOutline, boxes: readonly OutlinedBox[]): BoxesOutline {
  return outlineOf(boxes, source, canvas);
}

/** The boxes after a step: the hull of the moved corners, cut to the canvas; turned ones as they come to lie. What left it is dropped. */
export function moveBoxes(outline: BoxesOutline, map: PointMap, canvas: Canvas): BoxesOutline {
  const { source } = outline;
  const moved = boxList(outline).flatMap((box): OutlinedBox[] => {
    const {
      box: after,
      seen,
      area: left,
    } = box.quad === undefined ? moveAligned(box, map, canvas, source.clip) : moveTurned(box, box.quad, map, canvas);
    const dropped = !(seen > 0) || after.visibility < source.minVisibility || left < source.minArea;
    return dropped ? [] : [after];
  });
  return outlineOf(moved, source, canvas);
}

interface Moved {
  readonly box: OutlinedBox;
  /** The share that lies on the canvas. */
  readonly seen: number;
  /** Its square pixels. */
  readonly area: number;
}

function moveAligned(box: OutlinedBox, map: PointMap, canvas: Canvas, cuts: boolean): Moved {
  const hull = hullOf(edgePoints(box.corners, map.bends).map(([x, y]) => map.at(x, y)));
  const cut = clip(hull, canvas);
  const seen = area(cut) / area(hull);
  // What is cut away counts once; what is kept outside counts anew at each step.
  const visibility = cuts ? box.visibility * seen : Math.min(box.visibility, seen);
  return { box: { ...box, corners: cuts ? cut : hull, visibility }, seen, area: area(cut) };
}

function moveTurned(box: OutlinedBox, quad: readonly Point[], map: PointMap, canvas: Canvas): Moved {
  const [a, b, c, d] = quad.map(([x, y]) => map.at(x, y)) as [Point, Point, Point, Point];
  // In a mirror left and right corners change places, so that their order goes round the same way.
  const moved = map.mirrors ? [b, a, d, c] : [a, b, c, d];
  const left = polygonArea(clipPolygon(moved, canvas));
  const seen = left / polygonArea(moved);
  const visibility = Math.min(box.visibility, seen);
  return { box: { ...box, quad: moved, corners: hullOf(moved), visibility }, seen, area: left };
}

/** Points of a box's edge by which its hull is found: the corners, and more where edges come out bent. */
function edgePoints([left, top, right, bottom]: Corners, bends: boolean): readonly Point[] {
  const parts = bends ? 8 : 1;
  const points: Point[] = [];
  for (let i = 0; i <= parts; i++) {
    const [x, y] = [left + ((right - left) * i) / parts, top + ((bottom - top) * i) / parts];
    points.push([x, top], [x, bottom], [left, y], [right, y]);
  }
  return points;
}

/** The boxes after rectangles of their picture were covered. */
export function coverBoxes(outline: BoxesOutline, holes: readonly Rectangle[]): BoxesOutline {
  const covered = boxList(outline).flatMap((box): OutlinedBox[] => {
    const share =
      box.quad === undefined ? coveredArea(box.corners, holes) / area(box.corners) : coveredShare(box.quad, holes);
    const visibility = Math.max(0, box.visibility * (1 - share));
    return visibility < outline.source.minVisibility ? [] : [{ ...box, visibility }];
  });
  return withBoxes(outline, covered);
}

/** The share of a turned box that holes cover; where they overlap it counts for each. */
function coveredShare(quad: readonly Point[], holes: readonly Rectangle[]): number {
  let covered = 0;
  for (const hole of holes) {
    const moved = quad.map(([x, y]) => [x - hole.x, y - hole.y] as const);
    covered += polygonArea(clipPolygon(moved, hole));
  }
  return Math.min(1, covered / polygonArea(quad));
}

/** The sides of a box of an outline, in pixels: left, top, right, bottom. */
export function cornersOf({ corners }: BoxesOutline, i: number): Corners {
  return corners.subarray(i * 4, i * 4 + 4) as unknown as Corners;
}

/** The outline with those boxes alone that are to be kept; what goes with them follows. */
export function keepBoxes(outline: Outline, isKept: (box: Corners) => boolean): Outline {
  const fields: Record<string, FieldOutline> = { ...outline.fields };
  for (const [name, boxes] of fieldsOfKind(outline, "boxes")) {
    fields[name] = withBoxes(
      boxes,
      boxList(boxes).filter(({ corners }) => isKept(corners)),
    );
  }
  return { ...outline, fields };
}

/** The field after the policy, in the format in which it came; companions follow their boxes. */
export function boxesField(outline: BoxesOutline): Boxes {
  const { source, rows, canvas } = outline;
  const { format } = source;
  const width = boxNumbers[format];
  const data = new Float32Array(rows.length * width);
  boxList(outline).forEach((box, i) => {
    // A box that came upright and was turned on its way leaves as the rectangle around it.
    const upright = source.clip && box.quad !== undefined ? clip(box.corners, canvas) : box.corners;
    data.set(isOriented(format) ? fromQuad(quadOf(box), format) : fromCorners(upright, format, canvas), i * width);
  });
  const companions = Object.fromEntries(
    Object.entries(source.with).map(([name, values]) => [name, selectRows(values, rows)]),
  );
  return { ...source, data, with: companions };
}

function hullOf(points: readonly Point[]): Corners {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
  }
  return [left, top, right, bottom];
}

function area([left, top, right, bottom]: Corners): number {
  return Math.max(0, right - left) * Math.max(0, bottom - top);
}

function clip([left, top, right, bottom]: Corners, { width, height }: Canvas): Corners {
  const within = (value: number, limit: number) => Math.min(Math.max(value, 0), limit);
  return [within(left, width), within(top, height), within(right, width), within(bottom, height)];
}
