import type { LookupTable } from "../lookup-table.ts";
import { findLine, type Line, lineUnit } from "./line-search.ts";

/** Of fewer bytes of pixels than this a rule costs more to find than it saves. */
export const worthARule = 32 * 1024;

/** A rule that a table of bytes follows, which is faster to compute than the table is to read. */
export type TableShape =
  /** (x & mask), inverted from `threshold` on. */
  | { readonly shape: "bits"; readonly mask: number; readonly threshold: number }
  /** A line, kept within 0 and 255. */
  | ({ readonly shape: "line" } & Line);

/** The rule of a table, which every entry follows; undefined where none was found. */
export function shapeOf(table: LookupTable): TableShape | undefined {
  if (!(table instanceof Uint8Array) || table.length !== 256) return undefined;
  const bits = bitsOf(table);
  if (bits !== undefined) return bits;
  const line = lineOf(table);
  return line === undefined ? undefined : { shape: "line", ...line };
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

function lineOf(table: Uint8Array): Line | undefined {
  // The outermost levels that are not at an end of the range, which cuts them, or the last ones at it.
  let first = 0;
  while (first < 255 && isCut(table, first, first + 1)) first++;
  let last = 255;
  while (last > first && isCut(table, last, last - 1)) last--;
  if (table[0] === table[255] && table.every((level) => level === table[0])) {
    return { factor: 0, added: (table[0] as number) * lineUnit };
  }
  // A line goes on beyond an end of the range, so levels there say less of its slope than those between.
  const [from, to] = [first + 1, last - 1];
  if (to - from < 2 || !isStraight(table, from, to)) return undefined;
  const slope = ((table[to] as number) - (table[from] as number)) / (to - from);
  // Both are rounded, so the true slope lies within a level of this one, over so many levels.
  const row = { values: table, first, last, origin: 0, least: 0, most: 255 };
  // What is cut lies beyond an entry at that end of the range, and the line goes on from there: it holds for all of them.
  return findLine(row, slope, 1 / (to - from));
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

/** Whether a level is at an end of the range, and so is its neighbour towards the middle. */
function isCut(table: Uint8Array, level: number, inwards: number): boolean {
  const value = table[level] as number;
  return (value === 0 || value === 255) && table[inwards] === value;
}
