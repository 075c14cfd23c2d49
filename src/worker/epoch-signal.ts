import { setMaxListeners } from "node:events";
import type { Plan } from "./pipeline.ts";

/**
 * Tells the plans of a pipeline in this thread when their epoch is over. One signal serves all plans of an epoch, and
 * one wait for the flag; both are made only where something has to be waited for.
 */
export class EpochSignals {
  #epoch: number | undefined;
  #signal: AbortSignal | undefined;

  /** Aborted when nobody waits for the plan any more. */
  of({ epoch, cancelled }: Pick<Plan, "epoch" | "cancelled">): AbortSignal {
    if (this.#signal !== undefined && this.#epoch === epoch) return this.#signal;
    const controller = new AbortController();
    // Every sample that is waited for may listen.
    setMaxListeners(0, controller.signal);
    const waiting = Atomics.waitAsync(cancelled, 0, 0);
    if (waiting.async) void waiting.value.then(() => controller.abort());
    else controller.abort();
    this.#epoch = epoch;
    this.#signal = controller.signal;
    return controller.signal;
  }
}
