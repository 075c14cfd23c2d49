/** What a sample goes through, in this order. */
export const stageNames = ["read", "decode", "transform", "collate"] as const;

export type StageName = (typeof stageNames)[number];

/** Places in a list of times: two for each stage, what a thread was busy with and what was waited for. Milliseconds. */
export const busyPlace = { read: 0, decode: 2, transform: 4, collate: 6 } as const satisfies Record<StageName, number>;
export const waitedPlace = { read: 1, decode: 3, transform: 5, collate: 7 } as const satisfies Record<
  StageName,
  number
>;
const places = 2 * stageNames.length;

/** Samples that took less are timed now and then. */
const longEnough = 0.05;

/**
 * Of quick samples one in so many is timed and counts for all of them. It is a prime, so that it is another row in every
 * batch.
 */
const gap = 127;

/** Milliseconds until a thread tells again how long its stages took: of small batches not each. */
const between = 5;

/** Which samples are timed. A look at the clock costs 40 ns and a small sample 2 µs, so of quick samples few are. */
export class Sampling {
  #skipped = 0;
  #gap = 1;

  /** For how many samples this one is to be timed; 0: no clock is to be read. The first of a batch stands for itself. */
  weightOf(row: number): number {
    if (row === 0) return 1;
    const weight = ++this.#skipped;
    if (weight < this.#gap) return 0;
    this.#skipped = 0;
    return weight;
  }

  /** So long did a sample take that was timed. */
  took(milliseconds: number): void {
    this.#gap = milliseconds < longEnough ? gap : 1;
  }
}

/** How long the stages of one loader took in one thread. */
export class StageTimes {
  /** Which samples are timed while they are read, … */
  readonly reading = new Sampling();
  /** … and while they are made. */
  readonly making = new Sampling();
  readonly #sums = new Float64Array(places);
  #told = Number.NEGATIVE_INFINITY;

  add(place: number, milliseconds: number): void {
    (this.#sums[place] as number) += milliseconds;
  }

  /** What is to be told now, if it is time; see `take`. @param now milliseconds on a clock that never goes back. */
  takeWhenDue(now: number): readonly number[] | undefined {
    if (now - this.#told < between) return undefined;
    this.#told = now;
    return this.take();
  }

  /** What was added since it was last taken. Plain data. */
  take(): readonly number[] {
    const sums = Array.from(this.#sums);
    this.#sums.fill(0);
    return sums;
  }
}
