import { isCancelled } from "./is-cancelled.ts";
import type { Plan } from "./pipeline.ts";

type Waiting = Pick<Plan, "allowed" | "batch" | "cancelled">;

/** Waits until a batch may be made, or is wanted no more; undefined where it may be made at once. It may be read before. */
export function permission(plan: Waiting): Promise<void> | undefined {
  const { allowed, batch } = plan;
  if (allowed === undefined || isAllowed(Atomics.load(allowed, 0), batch)) return undefined;
  return waitFor(allowed, plan);
}

async function waitFor(allowed: Int32Array, plan: Waiting): Promise<void> {
  for (;;) {
    // First: whoever cancels changes the number afterwards, so one of the two is seen.
    const reached = Atomics.load(allowed, 0);
    if (isAllowed(reached, plan.batch) || isCancelled(plan)) return;
    const waiting = Atomics.waitAsync(allowed, 0, reached);
    if (waiting.async) await waiting.value;
  }
}

/** Whether this batch may be made. The word has 32 bits, and an epoch may have more batches than they count. */
function isAllowed(reached: number, batch: number): boolean {
  return ((reached - batch) | 0) > 0;
}
