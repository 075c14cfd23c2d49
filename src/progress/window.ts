/** What was done up to a moment. */
export interface Mark {
  /** Milliseconds on a clock that never goes back. */
  readonly at: number;
  readonly batches: number;
  readonly samples: number;
  /** Milliseconds that were waited for batches. */
  readonly waited: number;
}

/** What was done between the first and the last mark of a window. */
export interface Pace {
  readonly samplesPerSecond: number;
  readonly batchesPerSecond: number;
  /** Share of the time that was waited for batches, 0–1. */
  readonly waited: number;
}

/** The pace of the last seconds: of what was before, the start of workers for example, it does not tell. */
export class PaceWindow {
  readonly #milliseconds: number;
  readonly #marks: Mark[] = [];

  /** @param seconds how far it reaches back; at least to the mark before the last. */
  constructor(seconds: number) {
    this.#milliseconds = seconds * 1000;
  }

  add(mark: Mark): void {
    this.#marks.push(mark);
    while (this.#marks.length > 2 && (this.#marks[1] as Mark).at <= mark.at - this.#milliseconds) this.#marks.shift();
  }

  get pace(): Pace {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at) {
      return { samplesPerSecond: 0, batchesPerSecond: 0, waited: 0 };
    }
    const milliseconds = last.at - first.at;
    return {
      samplesPerSecond: ((last.samples - first.samples) / milliseconds) * 1000,
      batchesPerSecond: ((last.batches - first.batches) / milliseconds) * 1000,
      waited: (last.waited - first.waited) / milliseconds,
    };
  }
}
