import type { ColumnBatch } from "@millrace/core";
import { columnBatchBytes, tensorArray } from "@millrace/core/engine";
import { isPromise } from "../datasets/batch-reading.ts";
import type { ColumnDataset } from "../datasets/column-dataset.ts";
import { readColumns } from "../datasets/column-reading.ts";
import type { EpochOrder } from "../order/epoch-order.ts";
import type { RowNumbers } from "../order/row-numbers.ts";
import { BatchError } from "../worker/errors.ts";
import { waitedPlace } from "../worker/stages.ts";
import { unlessAborted } from "../worker/unless-aborted.ts";
import { nextNumber } from "./delivered.ts";
import type { EpochStart } from "./epoch-sources.ts";
import { plainCopy } from "./plain-copy.ts";
import { type ReadHereOptions, readHerePlace, type SampleSource, type SourcedColumns } from "./source.ts";

/** Plans of rows alone: workers read the columns themselves. */
export function plannedRows(
  order: EpochOrder,
  { firstBatch, leftOut }: Pick<EpochStart, "firstBatch" | "leftOut">,
): SampleSource {
  let batch = firstBatch;
  let ended = false;
  return {
    async next() {
      if (ended || !order.has(batch)) return undefined;
      const rows = order.rows(batch);
      batch = nextNumber(batch + 1, leftOut);
      return { rows };
    },
    async end() {
      ended = true;
    },
  };
}

/** A batch that was asked for. */
interface Asked {
  readonly reading: SourcedColumns | Promise<SourcedColumns>;
  /** Bytes that count for it while it waits. */
  bytes: number;
}

/**
 * Reads columns on the main thread. Where the dataset has to be waited for, batches behind the next one are asked for
 * at the same time, as far as there are places and memory.
 */
export class ReadingColumns implements SampleSource<SourcedColumns> {
  readonly #datasets: readonly ColumnDataset[];
  readonly #order: EpochOrder;
  readonly #options: ReadHereOptions;
  readonly #abort = new AbortController();
  /** In their order. */
  readonly #asked: Asked[] = [];
  #batch: number;
  #ended = false;
  /** Bytes of the largest batch that was waited for; undefined as long as none was. */
  #largest: number | undefined;

  constructor(datasets: readonly ColumnDataset[], order: EpochOrder, options: ReadHereOptions) {
    this.#datasets = datasets;
    this.#order = order;
    this.#options = options;
    this.#batch = options.firstBatch;
  }

  async next(): Promise<SourcedColumns | undefined> {
    if (this.#asked.length === 0) this.#ask();
    while (this.#mayAskAhead()) this.#ask();
    const [head] = this.#asked;
    if (head === undefined) return undefined;
    const sourced = isPromise(head.reading) ? await unlessAborted(head.reading, this.#abort.signal) : head.reading;
    if (sourced === undefined) return undefined;
    this.#asked.shift();
    this.#options.credits.reading(-head.bytes);
    return sourced;
  }

  async end(): Promise<void> {
    this.#ended = true;
    for (const { bytes } of this.#asked.splice(0)) this.#options.credits.reading(-bytes);
    this.#abort.abort();
  }

  get #isOver(): boolean {
    return this.#ended || !this.#order.has(this.#batch);
  }

  #mayAskAhead(): boolean {
    if (this.#largest === undefined || this.#isOver) return false;
    const { places, credits } = this.#options;
    return this.#asked.length < places && credits.mayRead(this.#largest);
  }

  #ask(): void {
    if (this.#isOver) return;
    const batch = this.#batch;
    this.#batch = nextNumber(batch + 1, this.#options.leftOut);
    const begin = performance.now();
    const reading = this.#read(batch);
    const asked: Asked = { reading, bytes: 0 };
    this.#asked.push(asked);
    const { times, crossesThreads } = this.#options;
    const answered = performance.now();
    times.add(readHerePlace(crossesThreads), answered - begin);
    if (!isPromise(reading)) return;
    this.#count(asked, this.#largest ?? 0);
    reading.then(
      ({ columns }) => {
        times.add(waitedPlace.read, performance.now() - answered);
        const bytes = columns === undefined ? 0 : columnBatchBytes(columns);
        this.#largest = Math.max(this.#largest ?? 0, bytes);
        this.#count(asked, bytes);
      },
      // It is told at its batch's turn, and never where the loop was left before.
      () => {},
    );
  }

  /** The columns of a batch. What is thrown at once is told at the batch's turn too: others may be before it. */
  #read(batch: number): SourcedColumns | Promise<SourcedColumns> {
    try {
      const rows = this.#order.rows(batch);
      return readHere(this.#datasets, rows, { ...this.#options, batch, signal: this.#abort.signal });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** What is asked for takes so many bytes; what comes after the end does not count. */
  #count(asked: Asked, bytes: number): void {
    if (!this.#asked.includes(asked)) return;
    this.#options.credits.reading(bytes - asked.bytes);
    asked.bytes = bytes;
  }
}

/** Rows with their columns, read on this thread: at once where the dataset answers at once. @throws BatchError */
export function readHere(
  datasets: readonly ColumnDataset[],
  rows: RowNumbers,
  { epoch, seed, batch, signal, crossesThreads }: ReadHere,
): SourcedColumns | Promise<SourcedColumns> {
  const fail = (cause: unknown): never => {
    throw new BatchError({ batch, epoch, worker: 0 }, cause);
  };
  // A plan may have to be carried out again, so what it carries is written once.
  const sourced = (columns: ColumnBatch) => ({
    rows,
    columns: crossesThreads ? (plainCopy(columns) as ColumnBatch) : columns,
  });
  try {
    const read = readColumns(datasets, rows, { epoch, seed, signal, allocate: tensorArray });
    return isPromise(read) ? read.then(sourced).catch(fail) : sourced(read);
  } catch (cause) {
    return fail(cause);
  }
}

interface ReadHere extends Pick<ReadHereOptions, "epoch" | "seed" | "crossesThreads"> {
  readonly batch: number;
  readonly signal: AbortSignal;
}
