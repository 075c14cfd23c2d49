import { messageOf } from "@millrace/core/engine";

/**
 * Where a sample failed: while it was `read` (from the dataset, or its file), while its picture was taken to be `decode`d,
 * in the `transform`, or because what came out does not fit the loader's `schema`.
 */
export type Stage = "read" | "decode" | "transform" | "schema";

/** What went wrong with one sample, and where. `cause` is the error itself. */
export class SampleError extends Error {
  override readonly name = "SampleError";
  /** The sample's index in the loader's dataset. */
  readonly index: number;
  /** Where it is read, as in `batch.references`: which of the sources, above 0 only after `concat`, … */
  readonly dataset: number;
  /** … and the row there, which is another number than the index where the dataset is a part of another. */
  readonly row: number;
  readonly epoch: number;
  /** The file, where the sample is one. */
  readonly path: string | undefined;
  /** The worker's thread number; 0 is the main thread. */
  readonly worker: number;
  readonly stage: Stage;

  constructor(details: SampleDetails, cause: unknown) {
    const what = messageOf(cause);
    const { index, dataset = 0, row = index, epoch, path, worker, stage = "read" } = details;
    const place =
      dataset > 0 ? ` (row ${row} of dataset ${dataset})` : row === index ? "" : ` (row ${row} of the whole)`;
    const file = path === undefined || what.includes(path) ? "" : ` (${path})`;
    super(
      `sample ${index}${place}${file}, epoch ${epoch}, ${worker === 0 ? "main thread" : `worker ${worker}`}: ${what}`,
      {
        cause,
      },
    );
    this.index = index;
    this.dataset = dataset;
    this.row = row;
    this.epoch = epoch;
    this.path = path;
    this.worker = worker;
    this.stage = stage;
  }
}

/** What went wrong with a whole batch of columns, and where. `cause` is the error itself. */
export class BatchError extends Error {
  override readonly name = "BatchError";
  /** The batch's number in its epoch, from 0. */
  readonly batch: number;
  readonly epoch: number;
  /** The worker's thread number; 0 is the main thread. */
  readonly worker: number;

  constructor({ batch, epoch, worker }: Pick<BatchError, "batch" | "epoch" | "worker">, cause: unknown) {
    const thread = worker === 0 ? "main thread" : `worker ${worker}`;
    super(`batch ${batch}, epoch ${epoch}, ${thread}: ${messageOf(cause)}`, { cause });
    this.batch = batch;
    this.epoch = epoch;
    this.worker = worker;
  }
}

/** Without `dataset` and `row` the sample is read where its index says, and without `stage` it failed there. */
type SampleDetails = Pick<SampleError, "index" | "epoch" | "path" | "worker"> &
  Partial<Pick<SampleError, "dataset" | "row" | "stage">>;

/** Whether an error names its sample. A proxy may throw when it is asked what it is. */
export function isSampleError(thrown: unknown): thrown is SampleError {
  try {
    return thrown instanceof SampleError;
  } catch {
    return false;
  }
}
