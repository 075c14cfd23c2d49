import type { Canvas } from "../../outline-types.ts";
import { roundHalfEven } from "../../rounding.ts";
import type { OperationName } from "./operations.ts";

/**
 * What a magnitude counts in:
 *
 * - `slope`: pixels for each pixel across; `degrees`: of a turn; `factor`: what is added to a factor of 1
 * - `pixels`, or shares of the canvas' `width` or `height`: of a translation, cut to whole pixels
 * - `bits`: of a level that stay, rounded; `level`: from which on pixels are inverted
 */
export type MagnitudeUnit = "slope" | "degrees" | "factor" | "pixels" | "width" | "height" | "bits" | "level";

/** Magnitudes in even steps, from that of the first bin to that of the last. */
export interface MagnitudeRange {
  readonly from: number;
  readonly to: number;
  readonly unit: MagnitudeUnit;
}

/** An operation that a policy may choose, and how strong it is: plain JSON. */
export interface Choice {
  readonly operation: OperationName;
  /** Absent for an operation that has no magnitude. */
  readonly range?: MagnitudeRange;
  /** As often with the opposite magnitude. */
  readonly signed?: true;
}

/** What decides a magnitude. */
export interface Place {
  /** Position of 0 to `bins` − 1 in the range. */
  readonly bin: number;
  readonly bins: number;
  /** How far the magnitude is from what does nothing: 0 to 1, where 1 is as far as the bin says. */
  readonly strength: number;
  readonly canvas: Canvas;
}

/** The magnitude at a place of a range, to the last bit that of torchvision at full strength. */
export function magnitudeAt({ from, to, unit }: MagnitudeRange, place: Place): number {
  const { strength, canvas } = place;
  switch (unit) {
    case "slope":
    case "degrees":
    case "factor":
      return evenSteps(from, to, place) * strength;
    case "pixels":
      return Math.floor(evenSteps(from, to, place) * strength);
    case "width":
    case "height":
      return Math.floor(evenSteps(from * canvas[unit], to * canvas[unit], place) * strength);
    case "bits":
      // Eight bits are all: they change nothing.
      return roundHalfEven(8 - (8 - stepsDown(from, to, place)) * strength);
    case "level":
      // No byte reaches a level of 256.
      return 256 - (256 - 255 * evenSteps(from / 255, to / 255, place)) * strength;
  }
}

/** Even steps from `first` to `last`, counted from the nearer end and rounded to f32 once, as PyTorch's linspace. */
function evenSteps(first: number, last: number, { bin, bins }: Place): number {
  const [from, to] = [Math.fround(first), Math.fround(last)];
  const step = Math.fround(Math.fround(to - from) / (bins - 1));
  return Math.fround(bin < Math.floor(bins / 2) ? from + step * bin : to - step * (bins - 1 - bin));
}

/** Even steps down from `first` to `last`, as torchvision counts bits. */
function stepsDown(first: number, last: number, { bin, bins }: Place): number {
  return first - Math.fround(bin / Math.fround((bins - 1) / (first - last)));
}
