import { canvasOf, fieldsOfKind, type Outline } from "../../outline.ts";
import type { BoxesOutline } from "../../outline-types.ts";
import { turnedQuad } from "../engine/box-formats.ts";
import { boxList, withBoxes } from "../engine/boxes.ts";
import type { TurnedRectangle } from "../engine/polygon.ts";
import { rectangleAround } from "../engine/polygon.ts";

/** The box of the one who is looked at: the first of the sample's first field of boxes. Undefined where there is none. */
export function personField(outline: Outline): readonly [string, BoxesOutline] | undefined {
  return fieldsOfKind(outline, "boxes").find(([, { rows }]) => rows.length > 0);
}

/** That box as a turned rectangle; the whole picture where there is none. */
export function personBox(outline: Outline): TurnedRectangle {
  const found = personField(outline);
  const first = found === undefined ? undefined : boxList(found[1])[0];
  if (first === undefined) {
    const { width, height } = canvasOf(outline);
    return { x: width / 2, y: height / 2, width, height, degrees: 0 };
  }
  if (first.quad !== undefined) return rectangleAround(first.quad);
  const [left, top, right, bottom] = first.corners;
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top, degrees: 0 };
}

/** The outline with another rectangle in place of that box; as it was where there is none. */
export function withPersonBox(outline: Outline, box: TurnedRectangle): Outline {
  const found = personField(outline);
  if (found === undefined) return outline;
  const [name, boxes] = found;
  const quad = turnedQuad(box);
  const xs = quad.map(([x]) => x);
  const ys = quad.map(([, y]) => y);
  const corners = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
  const changed = boxList(boxes).map((one, i) =>
    i === 0 ? { ...one, corners, quad: box.degrees === 0 ? undefined : quad } : one,
  );
  return { ...outline, fields: { ...outline.fields, [name]: withBoxes(boxes, changed) } };
}
