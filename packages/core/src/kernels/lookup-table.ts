import type { Curve } from "./color-operation.ts";

/**
 * What becomes of each level of 8 bits (256) or of 16 (65,536): one table for all color channels, or one for each, one
 * after another.
 */
export type LookupTable = Uint8Array | Uint16Array;

/** The greatest level of pixels with so many bits. */
export type Most = 255 | 65535;

/** A table of `count` channels, not filled. */
export function emptyTable(most: Most, count = 1): LookupTable {
  return most === 255 ? new Uint8Array(256 * count) : new Uint16Array(65536 * count);
}

/** Plain loops: filling arrays through callbacks of their own costs as much as walking the pixels. */
function tableOfLevels(most: Most, level: (value: number) => number): LookupTable {
  const table = emptyTable(most);
  for (let value = 0; value <= most; value++) table[value] = toLevel(level(value), most);
  return table;
}

/** Rounded towards zero to a level. */
export function toLevel(value: number, most: Most): number {
  return Math.trunc(Math.min(most, Math.max(0, value)));
}

/** value · factor in f32. */
export function brightnessTable(factor: number, most: Most): LookupTable {
  const single = Math.fround(factor);
  return tableOfLevels(most, (value) => Math.fround(value * single));
}

/** value · factor + mean · (1 − factor), the product rounded to f32, the sum with a fused multiply-add as PyTorch's. */
export function contrastTable(factor: number, mean: number, most: Most): LookupTable {
  const single = Math.fround(factor);
  const rest = mean * Math.fround(1 - factor);
  return tableOfLevels(most, (value) => Math.fround(Math.fround(value * single) + rest));
}

/** A curve as a table, or as one for each of `count` channels. */
export function curveTable(curve: Curve, most: Most, count: number): LookupTable {
  if (count === 1) return tableOfLevels(most, (value) => curve(value, most, 0));
  const table = emptyTable(most, count);
  for (let channel = 0; channel < count; channel++) {
    table.set(
      tableOfLevels(most, (value) => curve(value, most, channel)),
      channel * (most + 1),
    );
  }
  return table;
}

/** First one table, then the other. */
export function compose(first: LookupTable, second: LookupTable, most: Most): LookupTable {
  const levels = most + 1;
  const length = Math.max(first.length, second.length);
  const table = emptyTable(most, length / levels);
  for (let index = 0; index < length; index++) {
    const level = first[first.length === levels ? index & most : index]!;
    table[index] = second[second.length === levels ? level : (index & ~most) | level]!;
  }
  return table;
}

/** What each color channel's table becomes when the channels change places. */
export function permuteTable(table: LookupTable, order: readonly number[], most: Most): LookupTable {
  const levels = most + 1;
  if (table.length === levels) return table;
  const permuted = emptyTable(most, order.length);
  for (const [channel, from] of order.entries()) {
    permuted.set(table.subarray(from * levels, (from + 1) * levels), channel * levels);
  }
  return permuted;
}
