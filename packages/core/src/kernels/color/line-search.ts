/** (x · factor + added) >> 18, as the kernels compute it. */
export interface Line {
  readonly factor: number;
  readonly added: number;
}

/** A factor of 1: kernels take 18 bits behind the point, and 22 in all with the sign, so that slopes reach up to 7. */
export const lineUnit = 2 ** 18;
const mostFactor = 2 ** 21;

/** Whole numbers for a row of whole x, which a line is to meet. */
export interface Row {
  readonly values: ArrayLike<number>;
  /** The first and the last index in `values` that count. */
  readonly first: number;
  readonly last: number;
  /** The x of index 0. */
  readonly origin: number;
  /** Where the range of values ends: one that lies at an end may be met by anything beyond it. */
  readonly least: number;
  readonly most: number;
}

/** The line that meets every number of a row, with a slope that lies within `slack` of the given one; undefined where there is none. */
export function findLine(row: Row, slope: number, slack: number): Line | undefined {
  const [low, high] = [Math.floor((slope - slack) * lineUnit), Math.ceil((slope + slack) * lineUnit)];
  if (low <= -mostFactor || high >= mostFactor) return undefined;
  // How far the bounds of what may be added miss each other is a convex function of the factor, made of straight pieces:
  // where the piece at hand reaches 0 is the next factor to try (Newton's method), until a piece leads back.
  let factor = Math.round(slope * lineUnit);
  for (let forwards: boolean | undefined; factor >= low && factor <= high; ) {
    const miss = missOf(row, factor);
    if (miss <= 0) {
      const added = Math.floor((lower + upper) / 2);
      return Math.abs(added) < 2 ** 30 ? { factor, added } : undefined;
    }
    // With each step of the factor a bound falls by the x that sets it.
    const rise = atUpper - atLower;
    if (rise === 0 || forwards === rise > 0) return undefined;
    forwards = rise < 0;
    factor += forwards ? Math.ceil(miss / -rise) : -Math.ceil(miss / rise);
  }
  return undefined;
}

/** Bounds of what may be added to x · factor so that every number is met, and the x that set them. */
let lower = 0;
let upper = 0;
let atLower = 0;
let atUpper = 0;

/** By how much the bounds miss each other; none, or less, where there is something between them. */
function missOf({ values, first, last, origin, least, most }: Row, factor: number): number {
  lower = -(2 ** 31);
  upper = 2 ** 31;
  for (let index = first; index <= last; index++) {
    const value = values[index] as number;
    const x = origin + index;
    const place = value * lineUnit - x * factor;
    if (value > least && place > lower) {
      lower = place;
      atLower = x;
    }
    if (value < most && place + lineUnit - 1 < upper) {
      upper = place + lineUnit - 1;
      atUpper = x;
    }
  }
  return lower - upper;
}
