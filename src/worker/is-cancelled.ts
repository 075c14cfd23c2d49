import type { Plan } from "./pipeline.ts";

/** Whether nobody waits for a plan any more: the main thread says so in shared memory. */
export function isCancelled({ cancelled }: Pick<Plan, "cancelled">): boolean {
  return Atomics.load(cancelled, 0) !== 0;
}
