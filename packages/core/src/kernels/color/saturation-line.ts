import { findLine, type Line } from "./line-search.ts";

/**
 * What saturation makes of a level: its gray plus the whole part of (level − gray) · factor, a line of the difference. Where
 * the difference is 0, the f32 that the reference computes in falls below the level for some levels, which become one less.
 */
export interface SaturationLine extends Line {
  /** A bit for each level that becomes one less where it is its own gray; undefined where none does. */
  readonly lowered: Uint8Array | undefined;
}

/** Differences of bytes reach from −255 to 255. */
const most = 255;

/** f32 is off by less than 6 · 10⁻⁵ here, twice that decides nothing. */
const margin = 2 ** -13;

/** Scratch for the whole parts of the differences. */
const wholes = new Int16Array(2 * most + 1);

/** The line of a factor; undefined where f32 rounds differences other than 0 to different sides, or a line is too coarse. */
export function saturationLine(factor: number): SaturationLine | undefined {
  const [single, rest] = [Math.fround(factor), Math.fround(1 - factor)];
  // With so few bits f32 is exact, and the whole part is the line's own.
  const isExact = Number.isInteger(single * 2 ** 14) && single < 4;
  let lowered: Uint8Array | undefined;
  for (let difference = -most; difference <= most; difference++) {
    const product = difference * single;
    let whole = Math.floor(product);
    const nearest = Math.round(product);
    if (!isExact && Math.abs(product - nearest) < margin) {
      if (difference === 0) lowered = loweredLevels(single, rest);
      else {
        const side = sideOf(difference, nearest, single, rest);
        if (side === undefined) return undefined;
        whole = side;
      }
    }
    wholes[difference + most] = whole;
  }
  const row = { values: wholes, first: 0, last: 2 * most, origin: -most, least: -32768, most: 32767 };
  const line = findLine(row, single, 2 ** -10);
  return line === undefined ? undefined : { ...line, lowered };
}

/** Which of two whole numbers a difference becomes with f32, whatever the level; undefined where that depends on it. */
function sideOf(difference: number, nearest: number, factor: number, rest: number): number | undefined {
  let side: number | undefined;
  for (let gray = Math.max(0, -difference); gray <= Math.min(most, most - difference); gray++) {
    const value = blended(gray + difference, gray, factor, rest);
    if (value < 0 || value >= most + 1) continue;
    const whole = Math.floor(value) - gray;
    if (side !== undefined && side !== whole) return undefined;
    side = whole;
  }
  return side ?? nearest;
}

function loweredLevels(factor: number, rest: number): Uint8Array | undefined {
  const bits = new Uint8Array(32);
  for (let level = 1; level <= most; level++) {
    if (blended(level, level, factor, rest) < level) bits[level >> 3]! |= 1 << (level & 7);
  }
  return bits.some((byte) => byte !== 0) ? bits : undefined;
}

/** The product with the factor rounded to f32, the rest added with a fused multiply-add: doubles hold the sum exactly. */
function blended(level: number, gray: number, factor: number, rest: number): number {
  return Math.fround(Math.fround(level * factor) + gray * rest);
}
