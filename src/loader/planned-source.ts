import type { EpochOrder } from "../order/epoch-order.ts";
import type { PlannedSample } from "../worker/pipeline.ts";
import { nextNumber } from "./delivered.ts";
import type { EpochStart } from "./epoch-sources.ts";
import type { KeptSamples } from "./first-samples.ts";
import type { SampleSource, SourcedBatch } from "./source.ts";

/**
 * Plans alone: workers read the samples themselves.
 *
 * @param kept samples that were read already, to be sent along.
 */
export function plannedSource(
  order: EpochOrder,
  { firstBatch, leftOut }: Pick<EpochStart, "firstBatch" | "leftOut">,
  kept: KeptSamples,
): SampleSource<SourcedBatch> {
  let batch = firstBatch;
  let ended = false;
  return {
    async next() {
      if (ended || !order.has(batch)) return undefined;
      const references = order.batch(batch);
      batch = nextNumber(batch + 1, leftOut);
      if (kept.isEmpty) return { references, samples: references };
      const samples = references.map((reference): PlannedSample => {
        const sample = kept.take(reference.index);
        return sample === undefined ? reference : { ...reference, sample };
      });
      return { references, samples };
    },
    async end() {
      ended = true;
    },
  };
}
