/** A batch as it was delivered. */
export interface Delivered {
  readonly epoch: number;
  readonly number: number;
  readonly digest: string;
}

/** What a shaken run did to the batches of a quiet one. */
export interface Differences {
  lost: number;
  duplicated: number;
  changed: number;
  /** Delivered in another place of the order, or in no place of it. */
  misplaced: number;
}

/** What a quiet run delivered. */
export type Tape = readonly Delivered[];

/** Compares what a shaken run delivers with the tape of a quiet one, batch by batch. */
export class Comparison {
  readonly #tape: Tape;
  readonly #places: ReadonlyMap<string, number>;
  readonly #seen: Uint8Array;
  readonly differences: Differences = { lost: 0, duplicated: 0, changed: 0, misplaced: 0 };
  #next = 0;

  constructor(tape: Tape) {
    this.#tape = tape;
    this.#places = new Map(tape.map((delivered, place) => [nameOf(delivered), place]));
    this.#seen = new Uint8Array(tape.length);
  }

  add(delivered: Delivered): void {
    const place = this.#places.get(nameOf(delivered));
    if (place === undefined) {
      this.differences.misplaced++;
      return;
    }
    if (this.#seen[place] === 1) this.differences.duplicated++;
    // A gap is lost, and no fault of those behind it.
    else if (place < this.#next) this.differences.misplaced++;
    this.#seen[place] = 1;
    this.#next = Math.max(this.#next, place + 1);
    if (delivered.digest !== this.#tape[place]?.digest) this.differences.changed++;
  }

  /** The run is over: what did not come is lost. */
  end(): Differences {
    for (const seen of this.#seen) if (seen === 0) this.differences.lost++;
    return this.differences;
  }
}

function nameOf({ epoch, number }: Delivered): string {
  return `${epoch} ${number}`;
}
