import { kindNamed } from "../../kinds/index.ts";
import type { FieldOutline, Outline } from "../../outline-types.ts";
import type { Rectangle } from "../../pixel-source.ts";

/**
 * The outline after parts of the pictures were covered: boxes lose as much of their visibility as was covered of them, and
 * those that fall below their `minVisibility` are dropped; points that were covered count as hidden, and stay.
 *
 * @param holes in pixels of the images, edges at whole numbers or between them; they may overlap.
 */
export function occlude(outline: Outline, holes: readonly Rectangle[]): Outline {
  if (holes.length === 0) return outline;
  const fields: Record<string, FieldOutline> = { ...outline.fields };
  for (const [name, field] of Object.entries(outline.fields)) {
    const { spatial } = kindNamed(field.kind);
    if (spatial?.occlude !== undefined) fields[name] = spatial.occlude(field, holes) as FieldOutline;
  }
  return { ...outline, fields };
}

/** The area of the parts of several rectangles that lie within one, each part counted once. */
export function coveredArea(
  [left, top, right, bottom]: readonly [number, number, number, number],
  holes: readonly Rectangle[],
): number {
  const within = holes.flatMap(({ x, y, width, height }) => {
    const part = [
      Math.max(x, left),
      Math.max(y, top),
      Math.min(x + width, right),
      Math.min(y + height, bottom),
    ] as const;
    return part[2] > part[0] && part[3] > part[1] ? [part] : [];
  });
  // Between two neighbouring edges nothing begins or ends: in each strip the parts are intervals.
  const edges = [...new Set(within.flatMap(([, y0, , y1]) => [y0, y1]))].sort((a, b) => a - b);
  let area = 0;
  for (let i = 0; i + 1 < edges.length; i++) {
    const [from, to] = [edges[i] as number, edges[i + 1] as number];
    const intervals = within.filter(([, y0, , y1]) => y0 <= from && y1 >= to).map(([x0, , x1]) => [x0, x1] as const);
    area += (to - from) * coveredLength(intervals);
  }
  return area;
}

/** The length of several intervals, each part counted once. */
function coveredLength(intervals: readonly (readonly [number, number])[]): number {
  let end = Number.NEGATIVE_INFINITY;
  let length = 0;
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    length += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return length;
}
