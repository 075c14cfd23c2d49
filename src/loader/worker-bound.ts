import { warn } from "../warnings.ts";
import type { BatchNotice, Executor } from "../worker/executor.ts";

/** Workers that are replaced in a row, without a batch of another that kept to the bound, until a word is said. */
const mostInARow = 3;

/** Has workers replaced whose working memory grew beyond a loader's `maxWorkerBytes`. */
export class WorkerBound {
  readonly #mostBytes: number | undefined;
  /** Workers that were told to end. */
  readonly #retired = new Set<number>();
  #inARow = 0;
  #warned = false;

  /** @param mostBytes undefined: no bound. */
  constructor(mostBytes: number | undefined) {
    this.#mostBytes = mostBytes;
  }

  /** A worker made a batch, and gave back what it could. */
  made({ worker, workingBytes }: BatchNotice, executor: Executor): void {
    const mostBytes = this.#mostBytes;
    if (mostBytes === undefined || this.#retired.has(worker)) return;
    if (workingBytes <= mostBytes) {
      this.#inARow = 0;
      return;
    }
    if (executor.workers === 0) return;
    this.#retired.add(worker);
    executor.retire(worker);
    if (++this.#inARow < mostInARow || this.#warned) return;
    this.#warned = true;
    warn(
      "MILLRACE_WORKER_BYTES",
      `${mostInARow} workers in a row were replaced, the last with ${workingBytes.toLocaleString("en-US")} bytes of working memory after a batch, and maxWorkerBytes allows ${mostBytes.toLocaleString("en-US")}; ` +
        "every new worker has to start and load its modules, so allow what a batch needs",
    );
  }
}
