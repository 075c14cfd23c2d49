import { OptionError, show } from "../check.ts";

/**
 * How the rows of a ragged field (boxes, keypoints) of several samples become one value of the batch.
 * `"ragged"`: all rows and an offset for each sample. `"flat"`: all rows and the number of the sample for each.
 * `padTo(n)`: n rows for each sample, and how many of them count.
 */
export type RowCollate = "ragged" | "flat" | PadTo;

export interface PadTo {
  readonly padTo: number;
  readonly value: number;
}

/**
 * Gives every sample `count` rows: missing ones are filled with `value` (default 0).
 *
 * @throws RangeError at the first sample with more rows than `count`.
 */
export function padTo(count: number, { value = 0 }: { value?: number } = {}): PadTo {
  if (!Number.isInteger(count) || count < 1) {
    throw new OptionError(`padTo: count must be a whole number from 1, got ${show(count)}`);
  }
  if (typeof value !== "number") throw new OptionError(`padTo: value must be a number, got ${show(value)}`);
  return { padTo: count, value };
}
