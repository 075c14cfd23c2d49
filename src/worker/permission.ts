import type { Plan } from "./pipeline.ts";

/** Waits until a batch may be made; undefined where it may be made at once. It may be read before. */
export function permission({ allowed, batch }: Pick<Plan, "allowed" | "batch">): Promise<void> | undefined {
  if (allowed === undefined || Atomics.load(allowed, 0) > batch) return undefined;
  return waitFor(allowed, batch);
}

async function waitFor(allowed: Int32Array, batch: number): Promise<void> {
  for (;;) {
    const reached = Atomics.load(allowed, 0);
    if (reached > batch) return;
    const waiting = Atomics.waitAsync(allowed, 0, reached);
    if (waiting.async) await waiting.value;
  }
}
