import type { ImageEffect } from "../effect.ts";

/** What is added to hue, in halves of degrees, saturation and value, in levels. */
export interface HsvShift {
  readonly hue: number;
  readonly saturation: number;
  readonly value: number;
}

/** Adds in HSV; nothing where nothing is added, since the way there and back loses a little. */
export function shiftingHsv(shift: HsvShift): ImageEffect {
  const isNothing = shift.hue === 0 && shift.saturation === 0 && shift.value === 0;
  return { family: "color", operations: isNothing ? [] : [{ operation: "hsv", ...shift }] };
}
