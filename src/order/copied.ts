import { type NumberList, numberList } from "./row-numbers.ts";
import type { Sequence } from "./sequence.ts";

/** Another sequence of which every position comes several times in a row: the copies that a transform makes. */
export class Copied implements Sequence {
  readonly length: number;
  readonly #of: Sequence;
  readonly #times: number;

  /** @param times from 1. */
  constructor(of: Sequence, times: number) {
    this.length = of.length * times;
    this.#of = of;
    this.#times = times;
  }

  fill(start: number, indices: NumberList): void {
    this.#spread(start, indices, (first, own) => this.#of.fill(first, own));
  }

  fillCopies(start: number, copies: NumberList): void {
    const times = this.#times;
    if (this.#of.fillCopies === undefined) copies.fill(0);
    else this.#spread(start, copies, (first, own) => this.#of.fillCopies?.(first, own));
    for (let i = 0; i < copies.length; i++) copies[i] = (copies[i] as number) * times + ((start + i) % times);
  }

  /** What the other sequence has at its own positions, at each of ours. */
  #spread(start: number, target: NumberList, fill: (first: number, own: NumberList) => void): void {
    if (target.length === 0) return;
    const times = this.#times;
    const first = Math.floor(start / times);
    const own = numberList(Math.floor((start + target.length - 1) / times) - first + 1, this.length);
    fill(first, own);
    for (let i = 0; i < target.length; i++) target[i] = own[Math.floor((start + i) / times) - first] as number;
  }
}
