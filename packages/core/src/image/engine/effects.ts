import { type FieldOutline, fieldsOfKind, type Outline } from "../../outline.ts";
import type { ImageOutline } from "../../outline-types.ts";
import type { Engine, Limits } from "../../transform.ts";
import type { ImageEffect } from "../effect.ts";
import { checkAccepted } from "./check-accepted.ts";
import { checkFills, checkSteps } from "./check-steps.ts";
import { moveOutline } from "./geometry.ts";
import { channelsAfter } from "./program.ts";

/** What image effects do to outlines, and where they do not fit. */
export const imageEngine: Engine = {
  foretell: (outline, effect, name, limits) => foretell(outline, effect as ImageEffect, name, limits),
};

function foretell(outline: Outline, effect: ImageEffect, name: string, { maxPixels }: Limits): Outline {
  if (effect.family === "geometry") {
    return moveOutline(outline, (canvas) => {
      const steps = effect.steps(canvas);
      checkSteps(steps, canvas, maxPixels);
      if ("channels" in canvas) checkFills(steps, canvas as ImageOutline);
      return steps;
    });
  }
  const fields: Record<string, FieldOutline> = { ...outline.fields };
  for (const [field, value] of fieldsOfKind(outline, "image")) {
    if (effect.family === "float") {
      effect.coefficients(value.channels, value.type);
      fields[field] = { ...value, type: "float32" };
      continue;
    }
    checkAccepted(effect, field, value, name);
    const channels = effect.family === "pixel" ? channelsAfter(effect, value.channels) : value.channels;
    if (channels !== value.channels) fields[field] = { ...value, channels };
  }
  return { ...outline, fields };
}
