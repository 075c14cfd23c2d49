import type { Boxes } from "../fields/index.ts";
import { boxesField, boxesOutline, coverBoxes, moveBoxes } from "../image/engine/boxes.ts";
import { moveAlong } from "../image/engine/point-map.ts";
import type { BoxesOutline } from "../outline-types.ts";
import type { Kind } from "./kind.ts";
import { collateRows, describeRows, rowsBytes } from "./rows.ts";

/** Bounding boxes, four numbers a row. */
export const boxes: Kind<Boxes, BoxesOutline> = {
  spatial: {
    outline: (field, value, _open, canvas) => boxesOutline(field, value, canvas),
    move: (outline, steps, canvas) => moveAlong(outline, steps, canvas(), moveBoxes),
    occlude: coverBoxes,
    finish: (outline) => boxesField(outline),
    list: () => "boxes",
  },
  describe: (name, finished, request) => describeRows(name, finished as Boxes, 4, request),
  collate: (field, values) => collateRows(field, values, 4),
  lengths: ({ data }) => [data.length / 4],
  arrow: () => ({ layout: "rows", width: 4 }),
  bytes: rowsBytes,
};
