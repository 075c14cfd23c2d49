import { type BadSample, type BadSampleReport, BadSamplesError, type ErrorCounts } from "./bad-samples.ts";
import type { CheckedOptions } from "./options.ts";

/** A rate says nothing before so many samples were seen. */
const fewest = 100;

/** What is wrong with a tenth of a dataset is wrong with the dataset. */
const defaultRate = 0.1;

/** How many bad samples are listed; so many take about 1 MB at most. */
const listed = 1000;

/** How many samples an error names. */
const named = 5;

export interface FaultLimits {
  /** Bad samples, at most; undefined: any number. */
  readonly maxErrors: number | undefined;
  /** Their share, 0–1, looked at from 100 samples on. */
  readonly maxErrorRate: number;
  /** How many of them are listed. */
  readonly listed: number;
  /** Hears of every one. */
  readonly heard?: ((sample: BadSample) => void) | undefined;
}

/** Counts the bad samples of a loader; undefined where the first is an error. @param resumed what a state has of them. */
export function faultLedger(
  { onError, maxErrors, maxErrorRate = defaultRate, inspection }: CheckedOptions,
  resumed: ErrorCounts | undefined,
): FaultLedger | undefined {
  if (onError === "throw") return undefined;
  return new FaultLedger({ maxErrors, maxErrorRate, listed, heard: inspection?.heard }, resumed);
}

/**
 * What a loader counts of bad samples. It is told of batches when they are handed over, in their order: so what it says,
 * and which batch is the one too many, does not depend on what workers met first.
 */
export class FaultLedger {
  readonly #limits: FaultLimits;
  readonly #resumed: ErrorCounts;
  readonly #samples: BadSample[] = [];
  #beyond = 0;
  #last: readonly BadSample[] = [];
  #counts: ErrorCounts;

  /** @param resumed what was counted before, by the state that was resumed. */
  constructor(limits: FaultLimits, resumed: ErrorCounts = { seen: 0, skipped: 0, replaced: 0 }) {
    this.#limits = limits;
    this.#resumed = resumed;
    this.#counts = resumed;
  }

  /** Of the whole stream, with what was counted before a resume. */
  get counts(): ErrorCounts {
    return this.#counts;
  }

  /** Of this loader alone. */
  get own(): Pick<ErrorCounts, "skipped" | "replaced"> {
    const { skipped, replaced } = this.#counts;
    return { skipped: skipped - this.#resumed.skipped, replaced: replaced - this.#resumed.replaced };
  }

  get report(): BadSampleReport {
    return { samples: [...this.#samples], beyond: this.#beyond };
  }

  /**
   * A batch is handed over for which so many samples were tried, of which these were bad.
   *
   * @throws BadSamplesError for the one batch too many, which does not count: whoever resumes before it meets it again.
   */
  take(tried: number, bad: readonly BadSample[]): void {
    for (const sample of bad) {
      this.#limits.heard?.(sample);
      if (this.#samples.length < this.#limits.listed) this.#samples.push(sample);
      else this.#beyond++;
    }
    let { seen, skipped, replaced } = this.#counts;
    seen += tried;
    for (const { action } of bad) {
      if (action === "skip") skipped++;
      else replaced++;
    }
    const counts = { seen, skipped, replaced };
    this.#check(counts, bad);
    this.#counts = counts;
  }

  #check(counts: ErrorCounts, bad: readonly BadSample[]): void {
    const { maxErrors, maxErrorRate } = this.#limits;
    const { seen, skipped, replaced } = counts;
    const all = skipped + replaced;
    if (bad.length > 0) this.#last = [...this.#last, ...bad.slice(-named)].slice(-named);
    if (all === 0) return;
    const allowed =
      maxErrors !== undefined && all > maxErrors
        ? `maxErrors allows ${maxErrors}`
        : seen >= fewest && all > maxErrorRate * seen
          ? `maxErrorRate allows ${100 * maxErrorRate} %`
          : undefined;
    if (allowed !== undefined) throw new BadSamplesError(counts, this.#last, allowed);
  }
}
