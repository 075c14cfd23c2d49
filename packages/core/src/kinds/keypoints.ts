import type { Keypoints } from "../fields/index.ts";
import { coverKeypoints, keypointsField, keypointsOutline, moveKeypoints } from "../image/engine/keypoints.ts";
import { moveAlong } from "../image/engine/point-map.ts";
import type { KeypointsOutline } from "../outline-types.ts";
import type { Kind } from "./kind.ts";
import { collateRows, describeRows, rowsBytes } from "./rows.ts";

/** Points, two numbers a row. */
export const keypoints: Kind<Keypoints, KeypointsOutline> = {
  spatial: {
    outline: (_field, value) => keypointsOutline(value),
    move: (outline, steps, canvas) => moveAlong(outline, steps, canvas(), moveKeypoints),
    occlude: coverKeypoints,
    finish: (outline) => keypointsField(outline),
    list: () => "keypoints",
  },
  describe: (name, finished, request) => describeRows(name, finished as Keypoints, 2, request),
  collate: (field, values) => collateRows(field, values, 2),
  lengths: ({ data }) => [data.length / 2],
  arrow: () => ({ layout: "rows", width: 2 }),
  bytes: rowsBytes,
};
