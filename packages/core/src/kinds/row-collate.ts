import { OptionError, show } from "../check.ts";

/**
 * How the values of a field that differ in length from sample to sample become one value of the batch: rows of boxes and
 * keypoints, and tensors along an axis.
 * `"ragged"`: all rows and an offset for each sample. `"flat"`: all rows and the number of the sample for each.
 * `padTo(n)`: n rows for each sample. `pad()`: as many as the longest sample of the batch has.
 */
export type RowCollate = "ragged" | "flat" | Padding;

/** One of the ways that fill up. */
export type Padding = PadTo | Pad;

/** What both ways of filling up say. */
interface Filling<Mask extends boolean> {
  /** What missing rows hold. */
  readonly value: number;
  /** Whether a field beside it says what was there and what is filled up. */
  readonly mask?: Mask;
}

export interface PadTo<Mask extends boolean = boolean> extends Filling<Mask> {
  readonly padTo: number;
}

export interface Pad<Mask extends boolean = boolean> extends Filling<Mask> {
  readonly pad: {
    readonly axes: readonly number[];
    readonly multipleOf: number;
    readonly max?: number;
  };
}

/** How missing rows are filled up. */
export interface FillOptions<Mask extends boolean = boolean> {
  /** What missing rows hold; the field's type must be able to. Default 0. */
  readonly value?: number;
  /**
   * Adds a field to the batch, `tokensMask` for `tokens`: bool, `[batch, …padded axes]`, true where the sample had a
   * value. Default false.
   */
  readonly mask?: Mask;
}

/** How `pad` fills up. */
export interface PadOptions<Mask extends boolean = boolean> extends FillOptions<Mask> {
  /** The axes of one sample that are filled up, from 0. Default `[0]`; boxes and keypoints have this one. */
  readonly axes?: readonly number[];
  /** Lengths are rounded up to a multiple of this, from 1. Default 1. */
  readonly multipleOf?: number;
  /** A sample that is longer is an error. Default: none is too long. */
  readonly max?: number;
}

/**
 * Gives every sample `count` rows, or a tensor `count` items along its first axis: missing ones are filled with `value`
 * (default 0). The first is an error that has more.
 *
 * @throws OptionError for a count that is no whole number from 1, or a value that is no number.
 */
export function padTo<const Mask extends boolean = false>(
  count: number,
  { value = 0, mask }: FillOptions<Mask> = {},
): PadTo<Mask> {
  if (!isCount(count)) throw new OptionError(`padTo: count must be a whole number from 1, got ${show(count)}`);
  checkFilling("padTo", value, mask);
  return { padTo: count, value, ...(mask === undefined ? {} : { mask }) };
}

/**
 * Gives every sample of a batch as many rows as the longest of them has, or a tensor as many items along some of its axes:
 * missing ones are filled with `value` (default 0). The schema has −1 there, since batches differ.
 *
 * @throws OptionError for an option that is not what it has to be.
 *
 * @example
 * new DataLoader(sentences, { batchSize: 32, collate: { tokens: pad({ multipleOf: 8, mask: true }) } });
 */
export function pad<const Mask extends boolean = false>({
  value = 0,
  mask,
  axes = [0],
  multipleOf = 1,
  max,
}: PadOptions<Mask> = {}): Pad<Mask> {
  checkFilling("pad", value, mask);
  const isAxis = (axis: unknown) => Number.isInteger(axis) && (axis as number) >= 0;
  if (!Array.isArray(axes) || axes.length === 0 || !axes.every(isAxis) || new Set(axes).size < axes.length) {
    throw new OptionError(`pad: axes must be a list of different whole numbers from 0, got ${show(axes)}`);
  }
  if (!isCount(multipleOf))
    throw new OptionError(`pad: multipleOf must be a whole number from 1, got ${show(multipleOf)}`);
  if (max !== undefined && !isCount(max))
    throw new OptionError(`pad: max must be a whole number from 1, got ${show(max)}`);
  const sorted = [...axes].sort((one, other) => one - other);
  const lengths = { axes: sorted, multipleOf, ...(max === undefined ? {} : { max }) };
  return { pad: lengths, value, ...(mask === undefined ? {} : { mask }) };
}

/** Whether a way of putting together fills up. */
export function isPadding(how: unknown): how is Padding {
  return typeof how === "object" && how !== null && ("padTo" in how || "pad" in how);
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1;
}

function checkFilling(owner: string, value: unknown, mask: unknown): void {
  if (typeof value !== "number") throw new OptionError(`${owner}: value must be a number, got ${show(value)}`);
  if (mask !== undefined && typeof mask !== "boolean")
    throw new OptionError(`${owner}: mask must be true or false, got ${show(mask)}`);
}
