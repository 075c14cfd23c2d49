import type { Sample } from "@millrace/core";
import { sampleBytes } from "@millrace/core/engine";
import { BatchReading, isPromise } from "../datasets/batch-reading.ts";
import type { Dataset, ReadContext } from "../datasets/dataset.ts";
import { Met } from "../datasets/met.ts";
import type { EpochOrder } from "../order/epoch-order.ts";
import type { Reference } from "../order/reference.ts";
import { inRowOf, mostSubstitutes } from "../order/substitutes.ts";
import { SampleError } from "../worker/errors.ts";
import { type Patience, patiently } from "../worker/patience.ts";
import type { PlannedSample } from "../worker/pipeline.ts";
import { waitedPlace } from "../worker/stages.ts";
import { nextNumber } from "./delivered.ts";
import type { KeptSamples } from "./first-samples.ts";
import { noSubstitute } from "./mending.ts";
import {
  plannedWith,
  type ReadHereOptions,
  readHerePlace,
  type SampleSource,
  type SourcedBatch,
  type SourcedFault,
} from "./source.ts";
import type { Tolerance } from "./tolerance.ts";

export interface ReadingSourceOptions extends ReadHereOptions {
  /** Samples that were read already. */
  readonly kept: KeptSamples;
  /** What is done about samples that cannot be read; absent: their batch fails. */
  readonly tolerance?: Tolerance | undefined;
  /** How long a promised sample is waited for; absent: until it comes. */
  readonly patience?: Patience | undefined;
}

/** A batch whose samples are being read. */
interface Begun {
  readonly number: number;
  /** What the rows are; where substitutes took their place, those. */
  references: readonly Reference[];
  readonly reading: BatchReading;
  readonly samples: (PlannedSample | undefined)[];
  /** Rows that were asked for. */
  asked: number;
  /** Rows that are there. */
  there: number;
  /** Bytes of the rows that are waited for, or were. */
  bytes: number;
  /** The first error; the batch is given up with it. */
  failure: { readonly error: unknown } | undefined;
  /** The samples that could not be read, where it goes on in spite of them. */
  faults: SourcedFault[] | undefined;
  /** Rows that were asked for once more, by themselves. */
  alone: Set<number> | undefined;
}

/**
 * Reads samples on the main thread. Where the dataset answers at once, a batch is read when it is asked for. Where its
 * answers have to be waited for, as many are waited for at the same time as there are places, over the ends of batches,
 * and what comes early is kept for its turn: at most a batch and as many samples more as there are places.
 */
export class ReadingSource implements SampleSource<SourcedBatch> {
  readonly #datasets: readonly Dataset[];
  readonly #order: EpochOrder;
  readonly #options: ReadingSourceOptions;
  readonly #abort = new AbortController();
  /** The batches that were begun and not handed out, the next one first. Only the last may have rows not yet asked for. */
  readonly #begun: Begun[] = [];
  #batch: number;
  #ended = false;
  /** Samples that are waited for. */
  #waiting = 0;
  /** Bytes of the largest sample that was waited for; undefined as long as none was. */
  #largest: number | undefined;
  #wake: (() => void) | undefined;

  constructor(datasets: readonly Dataset[], order: EpochOrder, options: ReadingSourceOptions) {
    this.#datasets = datasets;
    this.#order = order;
    this.#options = options;
    this.#batch = options.firstBatch;
  }

  async next(): Promise<SourcedBatch | undefined> {
    if (this.#begun.length === 0) this.#beginBatch();
    for (;;) {
      this.#ask();
      const head = this.#begun[0];
      if (head === undefined) return undefined;
      if (head.failure !== undefined) throw head.failure.error;
      if (head.there === head.references.length) {
        this.#begun.shift();
        this.#options.credits.reading(-head.bytes);
        // What was handed out makes room for more to be read ahead.
        this.#ask();
        return sourced(head);
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async end(): Promise<void> {
    this.#ended = true;
    for (const batch of this.#begun.splice(0)) this.#options.credits.reading(-batch.bytes);
    this.#abort.abort();
    this.#wakeUp();
  }

  #beginBatch(): void {
    if (this.#ended || !this.#order.has(this.#batch)) return;
    const { kept } = this.#options;
    let references: readonly Reference[] = [];
    let failure: Begun["failure"];
    const number = this.#batch;
    this.#batch = nextNumber(number + 1, this.#options.leftOut);
    try {
      references = this.#order.batch(number);
    } catch (error) {
      // Code of the user's chooses partners. It is told at the batch's turn.
      failure = { error };
    }
    const context = () => this.#context();
    const known = new Map<Reference, Sample>();
    for (const reference of kept.isEmpty ? [] : references) {
      const sample = kept.take(reference.index);
      if (sample !== undefined) known.set(reference, sample);
    }
    const reading = new BatchReading(this.#datasets, references, context, (reference) => known.get(reference));
    const samples = new Array<PlannedSample | undefined>(references.length);
    const nothing = { asked: 0, there: 0, bytes: 0, faults: undefined, alone: undefined };
    this.#begun.push({ number, references, reading, samples, failure, ...nothing });
  }

  #context(): ReadContext {
    const { epoch, seed } = this.#options;
    return { epoch, seed, signal: this.#abort.signal };
  }

  /** Asks for samples, in their order, as far as there are places. */
  #ask(): void {
    for (;;) {
      let last = this.#begun.at(-1);
      if (last === undefined || last.failure !== undefined) return;
      const isHead = this.#begun.length === 1;
      const complete = last.asked === last.references.length;
      if ((complete || !isHead) && !this.#mayReadAhead()) return;
      if (complete) {
        this.#beginBatch();
        if (this.#begun.at(-1) === last) return;
        last = this.#begun.at(-1) as Begun;
        if (last.failure !== undefined) return;
      }
      if (this.#waiting >= this.#options.places) return;
      this.#askFor(last, last.asked++, last.reading);
    }
  }

  /** Reading ahead pays only where the dataset has to be waited for, and how much it takes is known by the first sample. */
  #mayReadAhead(): boolean {
    if (this.#largest === undefined) return false;
    const [head] = this.#begun;
    let asked = 0;
    for (const batch of this.#begun) asked += batch.asked;
    const most = (head?.references.length ?? 0) + this.#options.places;
    return asked < most && this.#options.credits.mayRead(this.#largest);
  }

  /** @param alone whether the row is the only one that is read. */
  #askFor(batch: Begun, row: number, reading: BatchReading, alone = false): void {
    const { times, crossesThreads } = this.#options;
    const weight = times.reading.weightOf(row);
    const asked = weight === 0 ? 0 : performance.now();
    let answeredAt = 0;
    let sample: unknown;
    try {
      sample = reading.takeMet(alone ? 0 : row);
      if (weight > 0) {
        answeredAt = performance.now();
        if (!isPromise(sample)) times.reading.took(answeredAt - asked);
        times.add(readHerePlace(crossesThreads), weight * (answeredAt - asked));
      }
    } catch (cause) {
      this.#fail(batch, row, cause);
      return;
    }
    if (!isPromise(sample)) {
      this.#came(batch, row, sample);
      return;
    }
    this.#waiting++;
    const expected = this.#largest ?? 0;
    this.#count(batch, expected);
    const answered = () => {
      this.#waiting--;
      this.#ask();
      this.#wakeUp();
    };
    const ask = () =>
      new BatchReading(this.#datasets, [batch.references[row] as Reference], () => this.#context()).takeMet(0);
    const { patience } = this.#options;
    const coming = patience === undefined ? sample : patiently(sample, ask, patience, this.#abort.signal);
    coming.then(
      (value) => {
        if (weight > 0) {
          const waited = performance.now() - answeredAt;
          times.reading.took(waited);
          times.add(waitedPlace.read, weight * waited);
        }
        this.#cameLater(batch, row, value, expected);
        answered();
      },
      (cause: unknown) => {
        this.#fail(batch, row, cause);
        answered();
      },
    );
  }

  /** Asks for what the row is now, whatever is waited for: nobody can hand the batch out before. */
  #askAlone(batch: Begun, row: number): void {
    const reference = batch.references[row] as Reference;
    this.#askFor(batch, row, new BatchReading(this.#datasets, [reference], () => this.#context()), true);
  }

  /** A sample that was waited for is there. @param expected bytes that count for it already. */
  #cameLater(batch: Begun, row: number, value: unknown, expected: number): void {
    // First: what is no sample is refused, and has no bytes.
    if (!this.#came(batch, row, value)) {
      this.#count(batch, -expected);
      return;
    }
    try {
      const bytes = sampleBytes((value instanceof Met ? value.sample : value) as Sample);
      this.#largest = Math.max(this.#largest ?? 0, bytes);
      this.#count(batch, bytes - expected);
    } catch (cause) {
      this.#fail(batch, row, cause);
    }
  }

  /** Rows of a batch take so many bytes more; what comes for a batch that was given up does not count. */
  #count(batch: Begun, bytes: number): void {
    if (!this.#begun.includes(batch)) return;
    batch.bytes += bytes;
    this.#options.credits.reading(bytes);
  }

  /** @returns whether it is a sample. */
  #came(batch: Begun, row: number, sample: unknown): boolean {
    const { crossesThreads } = this.#options;
    try {
      batch.samples[row] = plannedWith(batch.references[row] as Reference, sample, crossesThreads);
      batch.there++;
      return true;
    } catch (cause) {
      this.#fail(batch, row, cause);
      return false;
    }
  }

  #fail(batch: Begun, row: number, cause: unknown): void {
    const { index, dataset, row: place, copy } = batch.references[row] as Reference;
    const { epoch, tolerance } = this.#options;
    const error = new SampleError({ index, dataset, row: place, epoch, path: undefined, worker: 0 }, cause);
    if (tolerance === undefined) {
      batch.failure ??= { error };
      return;
    }
    if (batch.failure !== undefined || !this.#begun.includes(batch)) return;
    if (this.#readsTogether(dataset) && batch.references.length > 1 && batch.alone?.has(row) !== true) {
      // All may fail with one; by itself it shows which it is.
      batch.alone ??= new Set();
      batch.alone.add(row);
      this.#askAlone(batch, row);
      return;
    }
    batch.faults ??= [];
    batch.faults.push({ row, error });
    if (tolerance.substitutes === undefined) {
      batch.there++;
      return;
    }
    const tried = batch.faults.flatMap((fault) => (fault.row === row ? [fault.error] : []));
    const own = { index: (tried[0] as SampleError).index, copy };
    const attempt = tried.length;
    const substitute =
      attempt > mostSubstitutes ? undefined : tolerance.substitutes.at(batch.number, row, attempt, own);
    if (substitute === undefined) {
      batch.failure ??= { error: noSubstitute(batch.number, tried) };
      return;
    }
    batch.references = batch.references.with(row, inRowOf(batch.references[row] as Reference, substitute));
    batch.alone ??= new Set();
    batch.alone.add(row);
    this.#askAlone(batch, row);
  }

  #readsTogether(dataset: number): boolean {
    const { read, getMany } = this.#datasets[dataset] as Dataset;
    return read !== undefined || getMany !== undefined;
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}

/** A batch whose rows are all there, or known to be bad. */
function sourced({ references, samples, faults }: Begun): SourcedBatch {
  if (faults === undefined) return { references, samples: samples as readonly PlannedSample[] };
  const byRow = faults.toSorted((one, other) => one.row - other.row);
  return {
    references: references.filter((_, row) => samples[row] !== undefined),
    samples: samples.filter((sample) => sample !== undefined),
    faults: byRow,
  };
}
