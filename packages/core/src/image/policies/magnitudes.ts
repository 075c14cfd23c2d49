import { roundHalfEven } from "../rounding.ts";
import type { OperationName } from "./operations.ts";

/** One of several magnitudes: position `bin` of 0 to `bins` − 1. */
export interface Bin {
  readonly bin: number;
  readonly bins: number;
}

/** An operation that a policy may choose, and how strong it is. */
export interface Choice {
  readonly operation: OperationName;
  /** Absent for an operation that has none. `strength` (0 to 1) takes the magnitude that far from what does nothing. */
  readonly magnitude?: (at: Bin, strength: number) => number;
  /** As often with the opposite magnitude. */
  readonly signed?: true;
}

/** Even steps from `first` to `last`, counted from the nearer end and rounded to f32 once, as PyTorch's linspace. */
export function evenSteps(first: number, last: number, { bin, bins }: Bin): number {
  const [from, to] = [Math.fround(first), Math.fround(last)];
  const step = Math.fround(Math.fround(to - from) / (bins - 1));
  return Math.fround(bin < Math.floor(bins / 2) ? from + step * bin : to - step * (bins - 1 - bin));
}

/** From 0 to `most`. */
export function upTo(most: number): NonNullable<Choice["magnitude"]> {
  return (at, strength) => evenSteps(0, most, at) * strength;
}

/** From 0 to `most`, cut to whole numbers. */
export function wholeUpTo(most: number): NonNullable<Choice["magnitude"]> {
  return (at, strength) => Math.floor(evenSteps(0, most, at) * strength);
}

/** Bits from 8 down to 8 − `most`. */
export function bitsLess(most: number): NonNullable<Choice["magnitude"]> {
  return ({ bin, bins }, strength) => roundHalfEven(8 - Math.fround(bin / Math.fround((bins - 1) / most)) * strength);
}

/** Levels from 255 down to 0; where strength vanishes, 256, which no byte reaches. */
export function levelsDown(at: Bin, strength: number): number {
  return 256 - (256 - 255 * evenSteps(1, 0, at)) * strength;
}
