import { z } from "zod";
import type { Random } from "../../random/random.ts";
import { endsOf, type Range, rangeOf } from "../ranges.ts";

/** An odd whole number of pixels, from `least` to `most`. */
export function oddSize(least: number, most: number) {
  return z
    .number()
    .int()
    .min(least)
    .max(most)
    .refine((value) => value % 2 === 1);
}

export function oddSizeText(least: number, most: number): string {
  return `an odd whole number of pixels between ${least} and ${most}`;
}

/** One size, or [least, most]. */
export function oddSizes(least: number, most: number, standard: [number, number]) {
  return rangeOf(oddSize(least, most) as unknown as z.ZodNumber)
    .default(standard)
    .describe(`${oddSizeText(least, most)}, or [least, most]`);
}

/** One of the odd numbers of a range whose ends are odd. */
export function drawOdd(random: Random, range: Range): number {
  const [low, high] = endsOf(range);
  return low + 2 * random.integer((high - low) / 2 + 1);
}
