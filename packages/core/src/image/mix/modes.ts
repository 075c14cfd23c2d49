import { z } from "zod";

/**
 * Who is mixed with whom, and how much they have in common:
 *
 * - `batch`: each row with its left neighbour, the first with the last; one draw for all, as in torchvision
 * - `elem`: each row with the one as far from the end as it is from the beginning; a draw for each row, as in timm
 * - `pair`: the same rows, but the two of a pair have one draw
 *
 * In a batch of an odd number of rows, the one in the middle stays as it is in the last two.
 */
export type MixMode = "batch" | "elem" | "pair";

/** How many draws a batch of `size` rows takes. */
export function drawsOf(mode: MixMode, size: number): number {
  return mode === "batch" ? 1 : mode === "elem" ? size : Math.floor(size / 2);
}

/** Which of the draws is a row's. */
export function drawOfRow(mode: MixMode, size: number, row: number): number {
  return mode === "batch" ? 0 : mode === "elem" ? row : Math.min(row, size - 1 - row);
}

/**
 * The rows in circles: each takes from the one before it in its circle, the first from the last. Whoever fills them in from
 * the end finds all but one row's partners as they were.
 */
export function circlesOf(mode: MixMode, size: number): readonly (readonly number[])[] {
  if (mode === "batch") return [Array.from({ length: size }, (_, row) => row)];
  return Array.from({ length: Math.floor(size / 2) }, (_, row) => [row, size - 1 - row]);
}

/** Options that all that mix have. */
export const mixOptions = {
  p: z.number().min(0).max(1).default(1).describe("a number between 0 and 1: how often a batch, row or pair is mixed"),
  mode: z
    .enum(["batch", "elem", "pair"])
    .default("batch")
    .describe('"batch", "elem" or "pair": one draw for the batch, one for each row, or one for each pair'),
  classes: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe("a whole number of classes from 1; by default that of the dataset"),
  labelSmoothing: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe("a number between 0 and 1: the share of a label that goes to all classes alike"),
};

/** The shape of the Beta distribution that shares are drawn from. */
export const alpha = (standard: number) => z.number().gt(0).default(standard).describe("a number above 0");
