import { type Keypoints, selectRows } from "../../fields/index.ts";
import type { Canvas, KeypointsOutline } from "../../outline-types.ts";
import { mapPoint } from "./matrix.ts";

/** Points as they come in, in double precision. */
export function keypointsOutline(source: Keypoints): KeypointsOutline {
  const points = Float64Array.from(source.data);
  return { kind: "keypoints", points, rows: Array.from({ length: points.length / 2 }, (_, i) => i), source };
}

/** The points after a step; those that left the canvas are dropped unless their field keeps them. */
export function moveKeypoints(outline: KeypointsOutline, matrix: readonly number[], canvas: Canvas): KeypointsOutline {
  const points: number[] = [];
  const rows: number[] = [];
  outline.rows.forEach((row, i) => {
    const [x, y] = mapPoint(matrix, outline.points[2 * i] as number, outline.points[2 * i + 1] as number);
    const inside = x >= 0 && x <= canvas.width && y >= 0 && y <= canvas.height;
    if (!inside && outline.source.outside === "drop") return;
    points.push(x, y);
    rows.push(row);
  });
  return { ...outline, points: Float64Array.from(points), rows };
}

/** The field after the policy; companions follow their points. */
export function keypointsField({ source, rows, points }: KeypointsOutline): Keypoints {
  const companions = Object.fromEntries(
    Object.entries(source.with).map(([name, values]) => [name, selectRows(values, rows)]),
  );
  return { ...source, data: Float32Array.from(points), with: companions };
}
