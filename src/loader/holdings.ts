import type { ThreadUse } from "../statistics/use-meter.ts";
import { callingThread } from "../worker/calling-thread.ts";
import type { Executor } from "../worker/executor.ts";
import { acquirePool } from "../worker/pool.ts";
import type { SlabStore } from "../worker/slabs.ts";
import type { AbortListener } from "./abort.ts";
import { type Belongings, released, releaseWhenLost } from "./lost.ts";
import { warnOfCleanUp } from "./warnings.ts";

/** What a loader holds outside of the heap: threads, released slabs and a listener. It does not lead to the loader. */
export class Holdings implements Belongings {
  readonly #slabs: SlabStore;
  readonly #workers: number;
  readonly #listener: AbortListener | undefined;
  #executor: Executor | undefined;

  /** @param owner the loader; what it holds is given back when it is let go without being closed. */
  constructor(owner: object, slabs: SlabStore, workers: number, listener: AbortListener | undefined) {
    this.#slabs = slabs;
    this.#workers = workers;
    this.#listener = listener;
    releaseWhenLost(owner, this);
  }

  /** Who carries the loader's plans out; its threads start when it is asked for the first time. */
  executor(): Executor {
    this.#executor ??= this.#workers === 0 ? callingThread() : acquirePool(this.#workers);
    return this.#executor;
  }

  get replacedWorkers(): number {
    return this.#executor?.replaced ?? 0;
  }

  get retries(): number {
    return this.#executor?.retries ?? 0;
  }

  /** What the workers did since they began. */
  uses(): readonly ThreadUse[] {
    return this.#executor?.uses() ?? [];
  }

  /** Gives everything back. @throws what the closing of a dataset threw in a worker, after everything was given back. */
  async close(owner: object): Promise<void> {
    released(owner);
    await this.#giveBack();
  }

  release(): void {
    this.#giveBack().catch(warnOfCleanUp);
  }

  async #giveBack(): Promise<void> {
    this.#listener?.stop();
    try {
      await this.#executor?.close();
    } finally {
      this.#slabs.close();
    }
  }
}
