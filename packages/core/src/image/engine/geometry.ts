import type { Canvas, FieldOutline, Outline } from "../../outline.ts";
import { canvasOf } from "../../outline.ts";
import type { GeometryStep } from "../effect.ts";
import { moveBoxes } from "./boxes.ts";
import { moveKeypoints } from "./keypoints.ts";
import { stepCanvas, stepMatrix } from "./matrix.ts";

/** The outline after a transform in space: sizes, boxes and points move; everything else stays. */
export function moveOutline(outline: Outline, steps: (canvas: Canvas) => readonly GeometryStep[]): Outline {
  const fields: Record<string, FieldOutline> = { ...outline.fields };
  for (const [name, field] of Object.entries(outline.fields)) {
    if (field.kind === "image" || field.kind === "mask") {
      const last = steps(field).at(-1);
      if (last !== undefined) fields[name] = { ...field, ...stepCanvas(last) };
      continue;
    }
    // Boxes and points belong to the one size that the sample's images share.
    let canvas = canvasOf(outline);
    let moved: FieldOutline = field;
    for (const step of steps(canvas)) {
      const matrix = stepMatrix(step, canvas);
      canvas = stepCanvas(step);
      moved =
        moved.kind === "boxes"
          ? moveBoxes(moved, matrix, canvas)
          : moveKeypoints(moved as Extract<FieldOutline, { kind: "keypoints" }>, matrix, canvas);
    }
    fields[name] = moved;
  }
  return { ...outline, fields };
}
