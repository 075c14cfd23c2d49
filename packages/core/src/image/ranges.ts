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

/**
 * A range of angles brought nearer to no turn, for a lower intensity; `turn` is a whole one. Beyond half a turn a smaller
 * angle can be the greater change: 270° lie nearer to none than 200° do. So the range is taken where it is nearest to 0,
 * what goes all around is half a turn to either side, and what reaches beyond half a turn ends there, as the angles behind
 * are no nearer to none than those in front: [90, 270] is brought nearer as [90, 180] is.
 */
export function towardsNoTurn(range: Range, turn: number, intensity: number): number | [number, number] {
  // As given: it draws what it draws.
  if (intensity === 1) return typeof range === "number" ? range : [...range];
  const half = turn / 2;
  if (typeof range === "number") return Math.min(range, half) * intensity;
  const [low, high] = withinHalfTurn(range, turn);
  return [low * intensity, high * intensity];
}

function withinHalfTurn([least, most]: readonly [number, number], turn: number): readonly [number, number] {
  const half = turn / 2;
  if (most - least >= turn) return [-half, half];
  const away = turn * Math.ceil((least + most) / 2 / turn - 0.5);
  const [low, high] = [least - away, most - away];
  return [Math.max(low, -half), Math.min(high, half)];
}
