import { type Boxes, type BoxFormat, selectRows } from "../../fields/index.ts";
import { fieldsOfKind } from "../../outline.ts";
import type { BoxesOutline, Canvas, FieldOutline, Outline } from "../../outline-types.ts";
import type { Rectangle } from "../../pixel-source.ts";
import { coveredArea } from "./occlusion.ts";
import type { PointMap } from "./point-map.ts";

/** How far a box may reach outside its image through rounding alone, in pixels. */
const tolerance = 1e-3;

/**
 * Boxes as corners in pixels, checked against their image.
 *
 * @throws RangeError for a box outside the image or without area, unless `onInvalid` says what to do.
 */
export function boxesOutline(field: string, boxes: Boxes, canvas: () => Canvas): BoxesOutline {
  const size = canvas();
  const { data, format, onInvalid } = boxes;
  const corners: number[] = [];
  const rows: number[] = [];
  for (let row = 0; row * 4 < data.length; row++) {
    const given = Array.from(data.subarray(row * 4, row * 4 + 4));
    const box = toCorners(given, format, size);
    const cut = clip(box, size);
    const hasArea = cut[2] > cut[0] && cut[3] > cut[1];
    const inside = box.every((value, i) => Math.abs(value - (cut[i] as number)) <= tolerance);
    if (!(inside && hasArea)) {
      if (onInvalid === "throw") {
        throw new RangeError(
          `box ${row} of the field "${field}", [${given.join(", ")}] (${format}), ${hasArea ? "reaches outside" : "has no area within"} its image of ${size.width} × ${size.height}; ` +
            'mend the annotation, or create the field with onInvalid: "clip" or "drop"',
        );
      }
      if (onInvalid === "drop" || !hasArea) continue;
    }
    corners.push(...cut);
    rows.push(row);
  }
  return {
    kind: "boxes",
    corners: Float64Array.from(corners),
    rows,
    visibility: new Float64Array(rows.length).fill(1),
    canvas: size,
    source: boxes,
  };
}

/** The boxes after a step: the hull of the moved corners, cut to the canvas; what left it is dropped. */
export function moveBoxes(outline: BoxesOutline, map: PointMap, canvas: Canvas): BoxesOutline {
  const corners: number[] = [];
  const rows: number[] = [];
  const visibility: number[] = [];
  outline.rows.forEach((row, i) => {
    const [left, top, right, bottom] = outline.corners.subarray(i * 4, i * 4 + 4) as unknown as Corners;
    const points = outlinePoints([left, top, right, bottom], map.bends).map(([x, y]) => map.at(x, y));
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const hull: Corners = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    const cut = clip(hull, canvas);
    const seen = area(cut) / area(hull);
    const left_ = (outline.visibility[i] as number) * seen;
    if (!(seen > 0) || left_ < outline.source.minVisibility) return;
    corners.push(...cut);
    rows.push(row);
    visibility.push(left_);
  });
  return { ...outline, corners: Float64Array.from(corners), rows, visibility: Float64Array.from(visibility), canvas };
}

/** Points of a box's edge by which its hull is found: the corners, and more where edges come out bent. */
function outlinePoints([left, top, right, bottom]: Corners, bends: boolean): (readonly [number, number])[] {
  const parts = bends ? 8 : 1;
  const points: (readonly [number, number])[] = [];
  for (let i = 0; i <= parts; i++) {
    const [x, y] = [left + ((right - left) * i) / parts, top + ((bottom - top) * i) / parts];
    points.push([x, top], [x, bottom], [left, y], [right, y]);
  }
  return points;
}

/** The boxes after rectangles of their picture were covered. */
export function coverBoxes(outline: BoxesOutline, holes: readonly Rectangle[]): BoxesOutline {
  return selected(outline, (i) => {
    const box = cornersOf(outline, i);
    const seen = (outline.visibility[i] as number) * (1 - coveredArea(box, holes) / area(box));
    return seen < outline.source.minVisibility ? undefined : Math.max(0, seen);
  });
}

/** The corners of a box of an outline, in pixels: left, top, right, bottom. */
export function cornersOf({ corners }: BoxesOutline, i: number): readonly [number, number, number, number] {
  return corners.subarray(i * 4, i * 4 + 4) as unknown as Corners;
}

/** The outline with those boxes alone that are to be kept; what goes with them follows. */
export function keepBoxes(outline: Outline, isKept: (box: Corners) => boolean): Outline {
  const fields: Record<string, FieldOutline> = { ...outline.fields };
  for (const [name, boxes] of fieldsOfKind(outline, "boxes")) {
    fields[name] = selected(boxes, (i) => (isKept(cornersOf(boxes, i)) ? (boxes.visibility[i] as number) : undefined));
  }
  return { ...outline, fields };
}

/** The boxes that have a visibility left. */
function selected(outline: BoxesOutline, visibilityOf: (i: number) => number | undefined): BoxesOutline {
  const kept: number[] = [];
  const visibility: number[] = [];
  for (let i = 0; i < outline.rows.length; i++) {
    const seen = visibilityOf(i);
    if (seen === undefined) continue;
    kept.push(i);
    visibility.push(seen);
  }
  return {
    ...outline,
    corners: Float64Array.from(kept.flatMap((i) => [...cornersOf(outline, i)])),
    rows: kept.map((i) => outline.rows[i] as number),
    visibility: Float64Array.from(visibility),
  };
}

/** The field after the policy, in the format in which it came; companions follow their boxes. */
export function boxesField({ source, rows, corners, canvas }: BoxesOutline): Boxes {
  const data = new Float32Array(rows.length * 4);
  for (let i = 0; i < rows.length; i++) {
    data.set(fromCorners(corners.subarray(i * 4, i * 4 + 4) as unknown as Corners, source.format, canvas), i * 4);
  }
  const companions = Object.fromEntries(
    Object.entries(source.with).map(([name, values]) => [name, selectRows(values, rows)]),
  );
  return { ...source, data, with: companions };
}

type Corners = readonly [number, number, number, number];

function area([left, top, right, bottom]: Corners): number {
  return Math.max(0, right - left) * Math.max(0, bottom - top);
}

function clip([left, top, right, bottom]: Corners, { width, height }: Canvas): Corners {
  const within = (value: number, limit: number) => Math.min(Math.max(value, 0), limit);
  return [within(left, width), within(top, height), within(right, width), within(bottom, height)];
}

function toCorners(box: readonly number[], format: BoxFormat, { width, height }: Canvas): Corners {
  const [a, b, c, d] = box as Corners;
  if (format === "xyxy") return [a, b, c, d];
  if (format === "coco") return [a, b, a + c, b + d];
  if (format === "cxcywh") return [a - c / 2, b - d / 2, a + c / 2, b + d / 2];
  return [(a - c / 2) * width, (b - d / 2) * height, (a + c / 2) * width, (b + d / 2) * height];
}

function fromCorners([left, top, right, bottom]: Corners, format: BoxFormat, { width, height }: Canvas): Corners {
  if (format === "xyxy") return [left, top, right, bottom];
  if (format === "coco") return [left, top, right - left, bottom - top];
  const centred: Corners = [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top];
  if (format === "cxcywh") return centred;
  return [centred[0] / width, centred[1] / height, centred[2] / width, centred[3] / height];
}
