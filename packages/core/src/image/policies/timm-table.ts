import type { Canvas } from "../../outline-types.ts";
import { roundHalfEven } from "../../rounding.ts";
import type { MagnitudeUnit } from "./magnitudes.ts";
import type { OperationName } from "./operations.ts";

/** The level at which a range ends, unless a policy allows more. */
export const fullLevel = 10;

/** How strong an operation of timm's is at a level: `from` at level 0, `to` at level 10, and further on beyond. */
export interface TimmRange {
  readonly from: number;
  readonly to: number;
  /** As those of other policies; `added`: levels that are added, `radius`: pixels of a blur. */
  readonly unit: MagnitudeUnit | "added" | "radius";
}

/** An operation of timm's by what it is made of: plain JSON. */
export interface TimmChoice {
  readonly operation: OperationName;
  /** Absent for an operation that has no magnitude. */
  readonly range?: TimmRange;
  /** As often with the opposite magnitude. */
  readonly signed?: true;
  /** Drawn evenly from the range's beginning to its level. */
  readonly even?: true;
}

/** A factor of 0.1 at level 0, 1 in the middle and 1.9 at level 10. */
const enhancing: TimmRange = { from: -0.9, to: 0.9, unit: "factor" };
/** A factor of 1 at level 0, and 0.1 or 1.9 at level 10. */
const enhancingMore: TimmRange = { from: 0, to: 0.9, unit: "factor" };

/** The operations of timm's policies (`timm/data/auto_augment.py`), by their names there in this library's spelling. */
export const timmTable = {
  autocontrast: { operation: "autocontrast" },
  equalize: { operation: "equalize" },
  invert: { operation: "invert" },
  rotate: { operation: "rotate", range: { from: 0, to: 30, unit: "degrees" }, signed: true },
  posterize: { operation: "posterize", range: { from: 0, to: 4, unit: "bits" } },
  posterizeIncreasing: { operation: "posterize", range: { from: 4, to: 0, unit: "bits" } },
  posterizeOriginal: { operation: "posterize", range: { from: 4, to: 8, unit: "bits" } },
  solarize: { operation: "solarize", range: { from: 0, to: 256, unit: "level" } },
  solarizeIncreasing: { operation: "solarize", range: { from: 256, to: 0, unit: "level" } },
  solarizeAdd: { operation: "solarizeAdd", range: { from: 0, to: 110, unit: "added" } },
  color: { operation: "color", range: enhancing },
  colorIncreasing: { operation: "color", range: enhancingMore, signed: true },
  contrast: { operation: "contrast", range: enhancing },
  contrastIncreasing: { operation: "contrast", range: enhancingMore, signed: true },
  brightness: { operation: "brightness", range: enhancing },
  brightnessIncreasing: { operation: "brightness", range: enhancingMore, signed: true },
  sharpness: { operation: "sharpness", range: enhancing },
  sharpnessIncreasing: { operation: "sharpness", range: enhancingMore, signed: true },
  shearX: { operation: "shearX", range: { from: 0, to: 0.3, unit: "slope" }, signed: true },
  shearY: { operation: "shearY", range: { from: 0, to: 0.3, unit: "slope" }, signed: true },
  translateXRel: { operation: "translateX", range: { from: 0, to: 0.45, unit: "width" }, signed: true },
  translateYRel: { operation: "translateY", range: { from: 0, to: 0.45, unit: "height" }, signed: true },
  desaturate: { operation: "color", range: { from: -0.5, to: -1, unit: "factor" } },
  gaussianBlur: { operation: "gaussianBlur", range: { from: 0.1, to: 2, unit: "radius" } },
  gaussianBlurRand: { operation: "gaussianBlur", range: { from: 0.1, to: 2, unit: "radius" }, even: true },
} as const satisfies Record<string, TimmChoice>;

export type TimmName = keyof typeof timmTable;

/** The magnitude at a level, unsigned; `strength` brings it nearer to what does nothing. */
export function magnitudeAtLevel({ from, to, unit }: TimmRange, level: number, strength: number, canvas: Canvas) {
  const way = (level / fullLevel) * (to - from);
  switch (unit) {
    case "bits":
      return roundHalfEven(8 - (8 - between(0, 8, from + Math.trunc(way))) * strength);
    case "level":
      return 256 - (256 - between(0, 256, from + Math.trunc(way))) * strength;
    case "added":
      return Math.trunc(between(0, 128, from + Math.trunc(way)) * strength);
    case "width":
    case "height":
      return way * canvas[unit] * strength;
    case "radius":
      return Math.min(to, from + way) * strength;
    default:
      // No picture is less than gray.
      return Math.max(-1, from + way) * strength;
  }
}

function between(least: number, most: number, value: number): number {
  return Math.min(most, Math.max(least, value));
}
