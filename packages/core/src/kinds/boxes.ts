import { boxNumbers } from "../fields/boxes.ts";
import type { Boxes } from "../fields/index.ts";
import { boxesField, boxesOutline, coverBoxes, moveBoxes } from "../image/engine/boxes.ts";
import { moveAlong } from "../image/engine/point-map.ts";
import type { BoxesOutline } from "../outline-types.ts";
import type { Kind } from "./kind.ts";
import { collateRows, describeRows, rowsBytes } from "./rows.ts";

/** Bounding boxes, four numbers a row; five or eight of those that may be turned. */
export const boxes: Kind<Boxes, BoxesOutline> = {
  spatial: {
    outline: (field, value, _open, canvas) => boxesOutline(field, value, canvas),
    move: (outline, steps, canvas) => moveAlong(outline, steps, canvas(), moveBoxes),
    occlude: coverBoxes,
    finish: (outline) => boxesField(outline),
    list: () => "boxes",
  },
  describe: (name, finished, request) =>
    describeRows(name, finished as Boxes, boxNumbers[(finished as Boxes).format], request),
  collate: (field, values) => collateRows(field, values, field.shape.at(-1) as number),
  lengths: ({ data, format }) => [data.length / boxNumbers[format]],
  arrow: ({ shape }) => ({ layout: "rows", width: shape.at(-1) as number }),
  bytes: rowsBytes,
};
