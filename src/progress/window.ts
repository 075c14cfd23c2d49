/** What was done up to a moment. */
interface Mark {
  readonly at: number;
  readonly amounts: readonly number[];
}

/** The pace of the last seconds: of what was before, the start of workers for example, it does not tell. */
export class PaceWindow {
  readonly #milliseconds: number;
  readonly #marks: Mark[] = [];

  /** @param seconds how far it reaches back; at least to the mark before the last. */
  constructor(seconds: number) {
    this.#milliseconds = seconds * 1000;
  }

  /**
   * @param at milliseconds on a clock that never goes back.
   * @param amounts of several things, each all that was done of it up to then.
   */
  add(at: number, amounts: readonly number[]): void {
    this.#marks.push({ at, amounts });
    while (this.#marks.length > 2 && (this.#marks[1] as Mark).at <= at - this.#milliseconds) this.#marks.shift();
  }

  /** How much was done a second, of each, between the first and the last mark of the window. */
  get rates(): readonly number[] {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined) return [];
    const seconds = (last.at - first.at) / 1000;
    return last.amounts.map((amount, i) => (seconds > 0 ? (amount - (first.amounts[i] ?? 0)) / seconds : 0));
  }
}
