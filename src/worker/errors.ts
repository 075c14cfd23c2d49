/** What went wrong with one sample, and where. `cause` is the error itself. */
export class SampleError extends Error {
  override readonly name = "SampleError";
  /** The sample's index in the dataset. */
  readonly index: number;
  readonly epoch: number;
  /** The file, where the sample is one. */
  readonly path: string | undefined;
  /** The worker's thread number; 0 is the main thread. */
  readonly worker: number;

  constructor(details: Pick<SampleError, "index" | "epoch" | "path" | "worker">, cause: unknown) {
    const what = messageOf(cause);
    const { index, epoch, path, worker } = details;
    const file = path === undefined || what.includes(path) ? "" : ` (${path})`;
    super(`sample ${index}${file}, epoch ${epoch}, ${worker === 0 ? "main thread" : `worker ${worker}`}: ${what}`, {
      cause,
    });
    this.index = index;
    this.epoch = epoch;
    this.path = path;
    this.worker = worker;
  }
}

/** What an error says. Anything can be thrown, so anything may happen while it is read. */
export function messageOf(thrown: unknown): string {
  try {
    const said: unknown = thrown instanceof Error ? thrown.message : thrown;
    return typeof said === "string" ? said : String(said);
  } catch {
    return "something was thrown that cannot be read";
  }
}
