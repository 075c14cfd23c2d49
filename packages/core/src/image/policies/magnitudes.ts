import type { Canvas } from "../../outline-types.ts";
import { roundHalfEven } from "../rounding.ts";
import type { OperationName } from "./operations.ts";

/** What decides a magnitude. */
export interface Place {
  /** Position of 0 to `bins` − 1 in the range. */
  readonly bin: number;
  readonly bins: number;
  /** How far the magnitude is from what does nothing: 0 to 1, where 1 is as far as the bin says. */
  readonly strength: number;
  readonly canvas: Canvas;
}

/** An operation that a policy may choose, and how strong it is. */
export interface Choice {
  readonly operation: OperationName;
  /** Absent for an operation that has none. */
  readonly magnitude?: (place: Place) => number;
  /** As often with the opposite magnitude. */
  readonly signed?: true;
}

/** Even steps from `first` to `last`, counted from the nearer end and rounded to f32 once, as PyTorch's linspace. */
export function evenSteps(first: number, last: number, { bin, bins }: Place): number {
  const [from, to] = [Math.fround(first), Math.fround(last)];
  const step = Math.fround(Math.fround(to - from) / (bins - 1));
  return Math.fround(bin < Math.floor(bins / 2) ? from + step * bin : to - step * (bins - 1 - bin));
}

/** From 0 to `most`. */
export function upTo(most: number): NonNullable<Choice["magnitude"]> {
  return (place) => evenSteps(0, most, place) * place.strength;
}

/** From 0 to `most`, cut to whole numbers. */
export function wholeUpTo(most: number): NonNullable<Choice["magnitude"]> {
  return (place) => Math.floor(evenSteps(0, most, place) * place.strength);
}

/** From 0 to a share of the canvas' width or height, cut to whole pixels. */
export function shareUpTo(most: number, side: "width" | "height"): NonNullable<Choice["magnitude"]> {
  return (place) => wholeUpTo(most * place.canvas[side])(place);
}

/** Bits from 8 down to 8 − `most`. */
export function bitsLess(most: number): NonNullable<Choice["magnitude"]> {
  return ({ bin, bins, strength }) => roundHalfEven(8 - Math.fround(bin / Math.fround((bins - 1) / most)) * strength);
}

/** Levels from 255 down to 0; where strength vanishes, 256, which no byte reaches. */
export function levelsDown(place: Place): number {
  return 256 - (256 - 255 * evenSteps(1, 0, place)) * place.strength;
}
