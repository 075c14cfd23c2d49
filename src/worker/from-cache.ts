import type { Sample } from "@millrace/core";
import { kernelMemory, whenReady } from "@millrace/core/engine";
import type { ReadingContext } from "../datasets/cache/sample-cache.ts";
import { Met, type MetPartner, type MetPartners } from "../datasets/met.ts";
import type { Reference } from "../order/reference.ts";
import type { Caches, Pipeline } from "./restore.ts";
import { thread } from "./thread.ts";

/**
 * What was read of a sample, and of those whom it meets, with the pictures that are cached in the place of their files:
 * at once, unless one has to be decoded by something that is waited for.
 *
 * @param desk where the sample is made; entries of a folder are read into its memory.
 */
export function fromCache(pipeline: Pipeline, reference: Reference, read: unknown, desk: number): unknown {
  const { caches, passThrough, spec } = pipeline;
  if (caches === undefined) return read;
  const context: ReadingContext = {
    reader: pipeline.reader(desk),
    files: thread.desks.filesOf(desk),
    memory: kernelMemory(),
    passThrough,
    limits: spec,
    maxFileBytes: spec.maxFileBytes,
  };
  if (!(read instanceof Met)) return prepared(caches, reference, read, context);
  return whenReady(prepared(caches, reference, read.sample, context), (sample) =>
    whenReady(preparedPartners(caches, read.partners, context), (partners) => new Met(sample, partners)),
  );
}

/** What is no sample goes on, to be refused. */
function prepared(
  caches: Caches,
  { dataset }: Reference,
  sample: unknown,
  context: ReadingContext,
): unknown | Promise<unknown> {
  const cache = caches[dataset];
  if (cache === undefined || typeof sample !== "object" || sample === null) return sample;
  return cache.prepare(sample as Sample, context);
}

/** One after another: each may hold the arena while it is decoded. */
function preparedPartners(
  caches: Caches,
  partners: MetPartners,
  context: ReadingContext,
): MetPartners | Promise<MetPartners> {
  const none = Object.fromEntries(Object.keys(partners).map((path) => [path, []]));
  let all: MetPartners | Promise<MetPartners> = none;
  for (const [path, met] of Object.entries(partners)) {
    for (const partner of met) {
      all = whenReady(all, (before) =>
        whenReady(preparedPartner(caches, partner, context), (ready) => ({
          ...before,
          [path]: [...(before[path] ?? []), ready],
        })),
      );
    }
  }
  return all;
}

function preparedPartner(
  caches: Caches,
  { reference, sample, partners }: MetPartner,
  context: ReadingContext,
): MetPartner | Promise<MetPartner> {
  return whenReady(prepared(caches, reference, sample, context), (own) =>
    whenReady(preparedPartners(caches, partners, context), (theirs) => ({
      reference,
      sample: own,
      partners: theirs,
    })),
  );
}
