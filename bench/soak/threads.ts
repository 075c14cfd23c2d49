import { readdirSync } from "node:fs";
import type { Worker } from "node:worker_threads";
import type { Random } from "millrace";

/** The worker threads of this process, whoever made them. */
export class LivingThreads {
  readonly #workers = new Set<Worker>();

  constructor() {
    process.on("worker", (worker: Worker) => {
      this.#workers.add(worker);
      worker.once("exit", () => this.#workers.delete(worker));
    });
  }

  /** Ends one of them from outside. @returns whether there was one. */
  terminateOne(random: Random): boolean {
    const all = [...this.#workers];
    const chosen = all[random.integer(Math.max(1, all.length))];
    // It is gone when it is gone; nobody waits for it.
    chosen?.terminate().catch(() => {});
    return chosen !== undefined;
  }
}

/** What a process holds. */
export interface Held {
  readonly threads: number;
  readonly files: number;
  /** Handles by kind, as in `process.getActiveResourcesInfo()`. */
  readonly handles: number;
}

export function held(): Held {
  const count = (folder: string) => (process.platform === "linux" ? readdirSync(folder).length : 0);
  return {
    threads: count("/proc/self/task"),
    files: count("/proc/self/fd"),
    handles: process.getActiveResourcesInfo().length,
  };
}
