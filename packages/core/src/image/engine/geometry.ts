import { kindNamed } from "../../kinds/index.ts";
import { canvasOf } from "../../outline.ts";
import type { Canvas, FieldOutline, Outline } from "../../outline-types.ts";
import type { GeometryStep } from "../effect.ts";
import { checkWindow, masksApart } from "./masks.ts";

/** The outline after a transform in space: each field moves as its kind does; everything else stays. */
export function moveOutline(outline: Outline, steps: (canvas: Canvas) => readonly GeometryStep[]): Outline {
  const fields: Record<string, FieldOutline> = { ...outline.fields };
  const canvas = () => canvasOf(outline);
  for (const mask of masksApart(outline)) checkWindow(mask, outline, steps(mask[1]));
  for (const [name, field] of Object.entries(outline.fields)) {
    fields[name] = kindNamed(field.kind).spatial?.move(field, steps, canvas) as FieldOutline;
  }
  return { ...outline, fields };
}
