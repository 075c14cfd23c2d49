import type { Seed } from "@millrace/core";
import { Permutation } from "../order/permutation.ts";
import type { Turn } from "../order/proportions.ts";
import type { NumberList } from "../order/row-numbers.ts";
import type { Sequence } from "../order/sequence.ts";

/** Samples of one sort, such as those of a class. */
export interface Members {
  readonly length: number;
  /** The index of one of them, by its place among them. */
  at(place: number): number;
}

/** Whose turn a position is. */
export interface Turns {
  at(position: number, turn: Turn): void;
}

export interface InTurnsOptions {
  readonly length: number;
  readonly shuffle: boolean;
  readonly seed: Seed;
  readonly epoch: number;
  /** Sets the shuffles of one sampler apart from those of others. */
  readonly purpose: string;
}

/** Orders that are kept: a permutation of a class costs a microsecond to make, and classes may be many. */
const mostOrders = 4096;

/**
 * Samples of several sorts by turns. The members of a sort come one after another, shuffled, and when all of them came
 * they begin again in a new order, as further copies: they are augmented anew.
 */
export class InTurns implements Sequence {
  readonly length: number;
  readonly #sorts: readonly Members[];
  readonly #turns: Turns;
  readonly #options: InTurnsOptions;
  readonly #turn: Turn = { source: 0, nth: 0 };
  readonly #orders = new Map<number, { readonly pass: number; readonly order: Permutation }>();

  constructor(sorts: readonly Members[], turns: Turns, options: InTurnsOptions) {
    this.length = options.length;
    this.#sorts = sorts;
    this.#turns = turns;
    this.#options = options;
  }

  fill(start: number, indices: NumberList): void {
    const turn = this.#turn;
    for (let i = 0; i < indices.length; i++) {
      this.#turns.at(start + i, turn);
      const members = this.#sorts[turn.source] as Members;
      const pass = Math.floor(turn.nth / members.length);
      const place = turn.nth - pass * members.length;
      indices[i] = members.at(this.#options.shuffle ? this.#order(turn.source, pass).at(place) : place);
    }
  }

  fillCopies(start: number, copies: NumberList): void {
    const turn = this.#turn;
    for (let i = 0; i < copies.length; i++) {
      this.#turns.at(start + i, turn);
      copies[i] = Math.floor(turn.nth / (this.#sorts[turn.source] as Members).length);
    }
  }

  #order(source: number, pass: number): Permutation {
    const known = this.#orders.get(source);
    if (known?.pass === pass) return known.order;
    const { seed, epoch, purpose } = this.#options;
    const { length } = this.#sorts[source] as Members;
    const order = new Permutation(length, seed, epoch, `${purpose} ${source} ${pass}`);
    if (this.#orders.size >= mostOrders) this.#orders.clear();
    this.#orders.set(source, { pass, order });
    return order;
  }
}
