import type { Turn } from "./proportions.ts";

/** The longest period, and so the finest weights. */
export const longestPeriod = 65_536;

/**
 * A sequence of turns that comes over and over again and of which any first n give each source its share to within one:
 * Tijdeman, "The chairman assignment problem" (1980), whose rule is to give the turn to the source that must have it
 * soonest, of those that may have it already. Weights that are no ratios of whole numbers up to 65,536 are rounded to
 * 65,536ths.
 */
export class Period {
  /** Turns of each source in a period. */
  readonly quotas: readonly number[];
  readonly length: number;
  readonly #sources: Uint16Array;
  /** How many turns the source of a position had in the period before it. */
  readonly #nth: Uint32Array;

  /** @param weights of fewer than 65,536 sources; none is negative and one is above 0. */
  constructor(weights: readonly number[]) {
    this.quotas = quotasOf(weights);
    const length = this.quotas.reduce((sum, quota) => sum + quota, 0);
    this.length = length;
    this.#sources = new Uint16Array(length);
    this.#nth = new Uint32Array(length);
    const counts = new Float64Array(weights.length);
    for (let position = 0; position < length; position++) {
      const source = this.#next(counts, position);
      this.#sources[position] = source;
      this.#nth[position] = counts[source] as number;
      counts[source] = (counts[source] as number) + 1;
    }
  }

  #next(counts: Float64Array, position: number): number {
    const { length, quotas } = this;
    let found = -1;
    let soonest = Number.POSITIVE_INFINITY;
    for (let source = 0; source < quotas.length; source++) {
      const quota = quotas[source] as number;
      const count = counts[source] as number;
      if (count * length >= quota * (position + 1)) continue;
      const deadline = Math.ceil(((count + 1) * length) / quota);
      if (deadline >= soonest) continue;
      soonest = deadline;
      found = source;
    }
    return found;
  }

  /** Whose turn a position is, from 0 on. @param turn is written to. */
  at(position: number, turn: Turn): void {
    const periods = Math.floor(position / this.length);
    const within = position - periods * this.length;
    const source = this.#sources[within] as number;
    turn.source = source;
    turn.nth = periods * (this.quotas[source] as number) + (this.#nth[within] as number);
  }

  /** How many of the first `count` turns are a source's. */
  turnsOf(source: number, count: number): number {
    const periods = Math.floor(count / this.length);
    let turns = periods * (this.quotas[source] as number);
    for (let position = periods * this.length; position < count; position++) {
      if (this.#sources[position - periods * this.length] === source) turns++;
    }
    return turns;
  }
}

/** The weights as whole numbers whose sum is the length of the period. */
function quotasOf(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const shares = weights.map((weight) => weight / sum);
  for (let length = 1; length < longestPeriod; length++) {
    const quotas = shares.map((share) => Math.round(share * length));
    const isExact = shares.every((share, source) => Math.abs(share * length - (quotas[source] as number)) < 1e-9);
    if (isExact) return quotas;
  }
  const quotas = shares.map((share) => Math.floor(share * longestPeriod));
  const left = longestPeriod - quotas.reduce((total, quota) => total + quota, 0);
  const remainder = (source: number) => (shares[source] as number) * longestPeriod - (quotas[source] as number);
  const neediest = [...shares.keys()].sort((one, other) => remainder(other) - remainder(one) || one - other);
  for (const source of neediest.slice(0, left)) quotas[source] = (quotas[source] as number) + 1;
  return quotas;
}
