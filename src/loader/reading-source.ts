import type { Sample } from "@millrace/core";
import { sampleBytes } from "@millrace/core/engine";
import { BatchReading, isPromise } from "../datasets/batch-reading.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { Met } from "../datasets/met.ts";
import type { EpochOrder } from "../order/epoch-order.ts";
import type { Reference } from "../order/reference.ts";
import { SampleError } from "../worker/errors.ts";
import type { PlannedSample } from "../worker/pipeline.ts";
import { waitedPlace } from "../worker/stages.ts";
import type { KeptSamples } from "./first-samples.ts";
import { plannedWith, type ReadHereOptions, readHerePlace, type SampleSource, type SourcedBatch } from "./source.ts";

export interface ReadingSourceOptions extends ReadHereOptions {
  /** Samples that were read already. */
  readonly kept: KeptSamples;
}

/** A batch whose samples are being read. */
interface Begun {
  readonly references: readonly Reference[];
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
        return {
          references: head.references,
          samples: head.samples as readonly PlannedSample[],
        };
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
    const { epoch, seed, kept } = this.#options;
    let references: readonly Reference[] = [];
    let failure: Begun["failure"];
    try {
      references = this.#order.batch(this.#batch++);
    } catch (error) {
      // Code of the user's chooses partners. It is told at the batch's turn.
      failure = { error };
    }
    const context = () => ({ epoch, seed, signal: this.#abort.signal });
    const known = new Map<Reference, Sample>();
    for (const reference of kept.isEmpty ? [] : references) {
      const sample = kept.take(reference.index);
      if (sample !== undefined) known.set(reference, sample);
    }
    const reading = new BatchReading(this.#datasets, references, context, (reference) => known.get(reference));
    const samples = new Array<PlannedSample | undefined>(references.length);
    this.#begun.push({ references, reading, samples, asked: 0, there: 0, bytes: 0, failure });
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
      this.#askFor(last, last.asked++);
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

  #askFor(batch: Begun, row: number): void {
    const { times, crossesThreads } = this.#options;
    const weight = times.reading.weightOf(row);
    const asked = weight === 0 ? 0 : performance.now();
    let answeredAt = 0;
    let sample: unknown;
    try {
      sample = batch.reading.takeMet(row);
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
    sample.then(
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

  /** A sample that was waited for is there. @param expected bytes that count for it already. */
  #cameLater(batch: Begun, row: number, value: unknown, expected: number): void {
    // First: what is no sample is refused, and has no bytes.
    this.#came(batch, row, value);
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

  #came(batch: Begun, row: number, sample: unknown): void {
    const { crossesThreads } = this.#options;
    try {
      batch.samples[row] = plannedWith(batch.references[row] as Reference, sample, crossesThreads);
      batch.there++;
    } catch (cause) {
      this.#fail(batch, row, cause);
    }
  }

  #fail(batch: Begun, row: number, cause: unknown): void {
    const { index, dataset, row: place } = batch.references[row] as Reference;
    const { epoch } = this.#options;
    batch.failure ??= {
      error: new SampleError({ index, dataset, row: place, epoch, path: undefined, worker: 0 }, cause),
    };
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
