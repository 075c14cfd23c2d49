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

  constructor(details: SampleDetails, cause: unknown) {
    const what = cause instanceof Error ? cause.message : String(cause);
    const { index, dataset = 0, row = index, epoch, path, worker } = details;
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
  }
}

/** Without `dataset` and `row` the sample is read where its index says. */
type SampleDetails = Pick<SampleError, "index" | "epoch" | "path" | "worker"> &
  Partial<Pick<SampleError, "dataset" | "row">>;

/** An error as plain data: structured cloning would drop its class, its fields and, on some versions, its cause. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly sample?: SampleDetails;
  readonly cause?: PlainError;
}

export function packError(error: unknown, depth = 0): PlainError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), stack: undefined };
  const sample =
    error instanceof SampleError
      ? {
          index: error.index,
          dataset: error.dataset,
          row: error.row,
          epoch: error.epoch,
          path: error.path,
          worker: error.worker,
        }
      : undefined;
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(sample === undefined ? {} : { sample }),
    ...(error.cause === undefined || depth > 8 ? {} : { cause: packError(error.cause, depth + 1) }),
  };
}

const standard: Record<string, new (message: string, options?: ErrorOptions) => Error> = {
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
};

/** The error again, with its stack from the worker. */
export function unpackError(packed: PlainError): Error {
  const cause = packed.cause === undefined ? undefined : unpackError(packed.cause);
  const options = cause === undefined ? undefined : { cause };
  const error =
    packed.sample !== undefined
      ? new SampleError(packed.sample, cause)
      : new (standard[packed.name] ?? Error)(packed.message, options);
  if (error.name !== packed.name) Object.defineProperty(error, "name", { value: packed.name, configurable: true });
  if (packed.stack !== undefined) error.stack = packed.stack;
  return error;
}
