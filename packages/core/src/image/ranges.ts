import { z } from "zod";
import type { Random } from "../random/random.ts";

/** Options that are drawn from: one value, or [least, most]. */

/** Of whole or of any numbers from `least` to `most`, as one number or as two. */
export function rangeOf<Value extends z.ZodNumber>(value: Value) {
  const ends = z.tuple([value, value]);
  return z.union([value, ends.refine(([low, high]) => Number(low) <= Number(high))]);
}

export type Range = number | readonly [number, number];

/** The two ends; one value is both. */
export function endsOf(range: Range): readonly [number, number] {
  return typeof range === "number" ? [range, range] : range;
}

/** Evenly from the range. One number draws as well, so that the option does not move the draws behind it. */
export function drawFrom(random: Random, range: Range): number {
  return random.uniform(...endsOf(range));
}

/** A whole number from the range, both ends included. */
export function drawWhole(random: Random, range: Range): number {
  const [low, high] = endsOf(range);
  return low + random.integer(high - low + 1);
}

/** The range brought nearer to the value that changes nothing, for a lower intensity. */
export function towards(neutral: number, range: Range, intensity: number): [number, number] {
  const [low, high] = endsOf(range);
  return [neutral + (low - neutral) * intensity, neutral + (high - neutral) * intensity];
}
