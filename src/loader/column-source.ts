import type { ColumnBatch, Seed } from "@millrace/core";
import { tensorArray } from "@millrace/core/engine";
import type { ColumnDataset } from "../datasets/column-dataset.ts";
import { readColumns } from "../datasets/column-reading.ts";
import type { EpochOrder } from "../order/epoch-order.ts";
import type { RowNumbers } from "../order/row-numbers.ts";
import { BatchError } from "../worker/errors.ts";
import { plainCopy } from "./plain-copy.ts";
import type { SampleSource, SourcedColumns } from "./source.ts";

export interface ColumnSourceOptions {
  readonly epoch: number;
  readonly seed: Seed;
  readonly firstBatch: number;
  /** Whether columns are handed to other threads. */
  readonly crossesThreads: boolean;
}

/** Plans of rows alone: workers read the columns themselves. */
export function plannedRows(order: EpochOrder, firstBatch: number): SampleSource {
  let batch = firstBatch;
  return {
    async next() {
      return batch >= order.batches ? undefined : { rows: order.rows(batch++) };
    },
    async end() {
      batch = order.batches;
    },
  };
}

/** Reads columns on the main thread, one batch after another. */
export function readRows(
  datasets: readonly ColumnDataset[],
  order: EpochOrder,
  options: ColumnSourceOptions,
): SampleSource {
  const abort = new AbortController();
  const ended = new Promise<undefined>((resolve) => {
    abort.signal.addEventListener("abort", () => resolve(undefined));
  });
  let batch = options.firstBatch;
  return {
    async next() {
      if (batch >= order.batches || abort.signal.aborted) return undefined;
      const number = batch++;
      const reading = readHere(datasets, order.rows(number), { ...options, batch: number, signal: abort.signal });
      return Promise.race([reading, ended]);
    },
    async end() {
      abort.abort();
    },
  };
}

/** Rows with their columns, read on this thread. @throws BatchError */
export async function readHere(
  datasets: readonly ColumnDataset[],
  rows: RowNumbers,
  { epoch, seed, batch, signal, crossesThreads }: ReadHere,
): Promise<SourcedColumns> {
  try {
    // A plan may have to be carried out again, so what it carries is written once.
    const columns = await readColumns(datasets, rows, { epoch, seed, signal, allocate: tensorArray });
    return { rows, columns: crossesThreads ? (plainCopy(columns) as ColumnBatch) : columns };
  } catch (cause) {
    throw new BatchError({ batch, epoch, worker: 0 }, cause);
  }
}

interface ReadHere extends Omit<ColumnSourceOptions, "firstBatch"> {
  readonly batch: number;
  readonly signal: AbortSignal;
}
