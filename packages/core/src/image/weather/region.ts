import { z } from "zod";

const share = z.number().min(0).max(1);

/** Where in the picture something is, in shares of its sides. */
export function region(standard: [number, number, number, number]) {
  return z
    .tuple([share, share, share, share])
    .refine(([left, top, right, bottom]) => left < right && top < bottom)
    .default(standard)
    .describe("[left, top, right, bottom] in shares of the sides, 0 to 1, left below right and top below bottom");
}

export type Region = readonly [left: number, top: number, right: number, bottom: number];
