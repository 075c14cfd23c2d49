import { z } from "zod";

/** What is drawn evenly from a range about 0, and the range that an option says. */
export type Limit = number | readonly [number, number];

/** Option for such a range: a number for −x to x, or both ends, between `least` and `most`. */
export const limit = (least: number, most: number, standard: [number, number]) => {
  const end = z.number().min(least).max(most);
  return z
    .union([z.number().min(0).max(Math.min(-least, most)), z.tuple([end, end]).refine(([low, high]) => low <= high)])
    .default(standard)
    .describe(
      `a number between 0 and ${Math.min(-least, most)} (−x to x), or [least, most] between ${least} and ${most}`,
    );
};

/** Both ends of a range. */
export function endsOf(value: Limit): readonly [number, number] {
  return typeof value === "number" ? [-value, value] : value;
}

/** The range nearer to 0. */
export function shrinkLimit(value: Limit, intensity: number): number | [number, number] {
  return typeof value === "number" ? value * intensity : [value[0] * intensity, value[1] * intensity];
}
