import { setMaxListeners } from "node:events";
import type { AnyLookPlan, AnyPlan } from "./pipeline.ts";

/** What stands for the epoch of a look: it has a flag of its own, and is over before the epoch begins that it is of. */
const look = -1;

/**
 * Tells the plans of a pipeline in this thread when their epoch is over. One signal serves all plans of an epoch, and
 * one wait for the flag; both are made only where something has to be waited for.
 */
export class EpochSignals {
  #epoch: number | undefined;
  #signal: AbortSignal | undefined;

  /** Aborted when nobody waits for the plan any more. */
  of(plan: AnyPlan | AnyLookPlan): AbortSignal {
    const epoch = "look" in plan ? look : plan.epoch;
    if (this.#signal !== undefined && this.#epoch === epoch) return this.#signal;
    const controller = new AbortController();
    // Every sample that is waited for may listen.
    setMaxListeners(0, controller.signal);
    const waiting = Atomics.waitAsync(plan.cancelled, 0, 0);
    if (waiting.async) void waiting.value.then(() => controller.abort());
    else controller.abort();
    this.#epoch = epoch;
    this.#signal = controller.signal;
    return controller.signal;
  }
}
