import type { LookupTable } from "../lookup-table.ts";

/** A rule that a table of bytes follows, which is faster to compute than the table is to read. */
export type TableShape =
  /** (x & mask), inverted from `threshold` on. */
  | { readonly shape: "bits"; readonly mask: number; readonly threshold: number }
  /** (x · factor + added) >> 18, kept within 0 and 255. */
  | Line;

interface Line {
  readonly shape: "line";
  readonly factor: number;
  readonly added: number;
}

/** The rule of a table, which every entry follows; undefined where none was found. */
export function shapeOf(table: LookupTable): TableShape | undefined {
  if (!(table instanceof Uint8Array) || table.length !== 256) return undefined;
  return bitsOf(table) ?? lineOf(table);
}

function bitsOf(table: Uint8Array): TableShape | undefined {
  // What is inverted from some level on ends with 0 there; what is masked ends with its mask.
  const mask = table[255] === 0 ? 255 : (table[255] as number);
  let threshold = 0;
  while (threshold < 256 && table[threshold] === (threshold & mask)) threshold++;
  for (let x = threshold; x < 256; x++) if (table[x] !== 255 - (x & mask)) return undefined;
  return { shape: "bits", mask, threshold };
}

/** The lines that three tables of bytes, one after another, follow; undefined where one of them follows none. */
export function linesOf(table: LookupTable): readonly Line[] | undefined {
  if (!(table instanceof Uint8Array) || table.length !== 768) return undefined;
  const lines: Line[] = [];
  for (let start = 0; start < 768; start += 256) {
    const line = lineOf(table.subarray(start, start + 256));
    if (line === undefined) return undefined;
    lines.push(line);
  }
  return lines;
}

/** A factor of 1: the kernel takes 18 bits behind the point, and 22 in all with the sign, so that slopes reach up to 7. */
const one = 2 ** 18;
const mostFactor = 2 ** 21;

function lineOf(table: Uint8Array): Line | undefined {
  // The outermost levels that are not at an end of the range, which cuts them, or the last ones at it.
  let first = 0;
  while (first < 255 && isCut(table, first, first + 1)) first++;
  let last = 255;
  while (last > first && isCut(table, last, last - 1)) last--;
  if (table[0] === table[255] && table.every((level) => level === table[0])) {
    return { shape: "line", factor: 0, added: (table[0] as number) * one };
  }
  // A line goes on beyond an end of the range, so levels there say less of its slope than those between.
  const [from, to] = [first + 1, last - 1];
  if (to - from < 2 || !isStraight(table, from, to)) return undefined;
  const slope = ((table[to] as number) - (table[from] as number)) / (to - from);
  // Both are rounded, so the true slope lies within a level of this one, over so many levels.
  const slack = 1 / (to - from);
  const [low, high] = [Math.floor((slope - slack) * one), Math.ceil((slope + slack) * one)];
  if (low <= -mostFactor || high >= mostFactor) return undefined;
  // How far the bounds of what may be added miss each other is a convex function of the factor, made of straight pieces:
  // where the piece at hand reaches 0 is the next factor to try (Newton's method), until a piece leads back.
  let factor = Math.round(slope * one);
  for (let forwards: boolean | undefined; factor >= low && factor <= high; ) {
    const miss = missOf(table, factor, first, last);
    if (miss <= 0) return lineWith(table, factor, first, last);
    // The bound below falls by its level for each step of the factor, that above by its own.
    const rise = atMost - atLeast;
    if (rise === 0 || forwards === rise > 0) return undefined;
    forwards = rise < 0;
    factor += forwards ? Math.ceil(miss / -rise) : -Math.ceil(miss / rise);
  }
  return undefined;
}

/** Whether the steps between levels are of two neighbouring sizes at most, without which no line need be looked for. */
function isStraight(table: Uint8Array, first: number, last: number): boolean {
  let [least, most] = [255, -255];
  for (let x = first; x < last; x++) {
    const step = (table[x + 1] as number) - (table[x] as number);
    if (step < least) least = step;
    if (step > most) most = step;
  }
  return most - least <= 1;
}

/** Bounds of what may be added to x · factor so that every entry between two levels is met. */
let least = 0;
let most = 0;
/** The levels that set them. */
let atLeast = 0;
let atMost = 0;

/** By how much the bounds miss each other; none, or less, where there is something between them. */
function missOf(table: Uint8Array, factor: number, first: number, last: number): number {
  least = -(2 ** 31);
  most = 2 ** 31;
  for (let x = first; x <= last; x++) {
    const value = table[x] as number;
    const place = value * one - x * factor;
    if (value > 0 && place > least) {
      least = place;
      atLeast = x;
    }
    if (value < 255 && place + one - 1 < most) {
      most = place + one - 1;
      atMost = x;
    }
  }
  return least - most;
}

function lineWith(table: Uint8Array, factor: number, first: number, last: number): Line | undefined {
  missOf(table, factor, first, last);
  const added = Math.floor((least + most) / 2);
  // What is cut lies beyond an entry at that end of the range, and the line goes on from there: it holds for all of them.
  return Math.abs(added) < 2 ** 30 ? { shape: "line", factor, added } : undefined;
}

/** Whether a level is at an end of the range, and so is its neighbour towards the middle. */
function isCut(table: Uint8Array, level: number, inwards: number): boolean {
  const value = table[level] as number;
  return (value === 0 || value === 255) && table[inwards] === value;
}
