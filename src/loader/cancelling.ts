import type { Belongings } from "./lost.ts";
import type { Outcomes } from "./outcomes.ts";

/** Tells workers that nobody waits for an epoch's batches any more, those too that wait until they may make one. */
export function cancel(cancelled: Int32Array, allowed: Int32Array): void {
  Atomics.store(cancelled, 0, 1);
  Atomics.notify(cancelled, 0);
  // Another number, for whoever is about to wait until it is another.
  Atomics.add(allowed, 0, 1);
  Atomics.notify(allowed, 0);
}

/** What is left of a stream that was let go: what waits for its turn, and plans that wait until they may be made. */
export function lostStream(outcomes: Outcomes, cancelled: Int32Array, allowed: Int32Array): Belongings {
  return {
    release() {
      outcomes.release();
      cancel(cancelled, allowed);
    },
  };
}
