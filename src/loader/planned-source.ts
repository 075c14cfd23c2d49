import type { EpochOrder } from "../order/epoch-order.ts";
import type { SampleSource } from "./source.ts";

/** Plans alone: workers read the samples themselves. */
export function plannedSource(order: EpochOrder, firstBatch: number): SampleSource {
  let batch = firstBatch;
  return {
    async next() {
      if (batch >= order.batches) return undefined;
      const references = order.batch(batch++);
      return { references, samples: references };
    },
    async end() {
      batch = order.batches;
    },
  };
}
