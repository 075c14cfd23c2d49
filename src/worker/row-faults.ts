import type { SampleError } from "./errors.ts";
import { type PlainError, packError } from "./pack-error.ts";
import type { PipelineSpec, PlannedSample } from "./pipeline.ts";

/** A bad sample of a batch; a row has several where its substitutes are bad too. Plain data. */
export interface RowFault {
  readonly row: number;
  /** A SampleError. */
  readonly error: PlainError;
}

/** The bad samples of a batch that goes on in spite of them, and what its rows are at last. Made when the first is met. */
export class RowFaults {
  readonly #onError: PipelineSpec["onError"];
  readonly #faults: RowFault[] = [];
  readonly #samples: PlannedSample[];
  /** Rows that have no sample. */
  readonly #missing = new Set<number>();
  /** How many substitutes each row has used up. */
  readonly #used = new Map<number, number>();
  /** Rows whose sample is asked for again by itself. */
  readonly #alone = new Set<number>();

  constructor(samples: readonly PlannedSample[], onError: PipelineSpec["onError"]) {
    this.#onError = onError;
    this.#samples = [...samples];
  }

  /** What a row is now: the sample of the plan, or a substitute. */
  at(row: number): PlannedSample {
    return this.#samples[row] as PlannedSample;
  }

  /** Whether to ask for a row's sample by itself, where it failed beside others; once for each sample. */
  alone(row: number): boolean {
    if (this.#alone.has(row)) return false;
    this.#alone.add(row);
    return true;
  }

  /** A row's sample is bad. @returns whether a substitute has taken its place. */
  add(row: number, error: SampleError): boolean {
    this.#faults.push({ row, error: packError(error) });
    const used = this.#used.get(row) ?? 0;
    const substitute = this.#samples[row]?.substitutes?.[used];
    if (substitute === undefined) {
      this.#missing.add(row);
      return false;
    }
    this.#used.set(row, used + 1);
    this.#samples[row] = { ...substitute, substitutes: this.#samples[row]?.substitutes ?? [] };
    this.#alone.add(row);
    return true;
  }

  /** A row is known to be bad. */
  leaveOut(row: number): void {
    this.#missing.add(row);
  }

  /** By rows; those of a row in the order in which they came. */
  get list(): readonly RowFault[] {
    return this.#faults.toSorted((one, other) => one.row - other.row);
  }

  /** The rows that have a sample. */
  get rows(): readonly number[] {
    return [...this.#samples.keys()].filter((row) => !this.#missing.has(row));
  }

  /** Their samples. */
  get samples(): readonly PlannedSample[] {
    return this.rows.map((row) => this.at(row));
  }

  /** Whether there is no batch to be made of what is left. */
  get unmade(): boolean {
    const { size } = this.#missing;
    return this.#onError === "replace" ? size > 0 : size === this.#samples.length;
  }
}
