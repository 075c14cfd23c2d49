import { BatchReading, isPromise } from "../datasets/batch-reading.ts";
import type { Dataset } from "../datasets/dataset.ts";
import type { Reference } from "../order/reference.ts";
import type { Substitutes } from "../order/substitutes.ts";
import { SampleError } from "../worker/errors.ts";
import { type Patience, patiently } from "../worker/patience.ts";
import type { PlannedSample } from "../worker/pipeline.ts";
import { plannedWith } from "./source.ts";

/** What a source does about samples that it cannot read: their rows are left out, or taken by substitutes. */
export interface Tolerance {
  readonly substitutes: Substitutes | undefined;
}

/** How the calling thread reads a substitute by itself. */
export interface ReadAloneOptions {
  readonly datasets: readonly Dataset[];
  readonly epoch: number;
  readonly seed: number | string;
  readonly crossesThreads: boolean;
  /** How long a promised sample is waited for; undefined: until it comes. */
  readonly patience: Patience | undefined;
}

/** Reads one sample on this thread. @throws SampleError */
export function readAlone({ datasets, epoch, seed, crossesThreads, patience }: ReadAloneOptions) {
  return async (reference: Reference, signal: AbortSignal): Promise<PlannedSample> => {
    try {
      const ask = () => new BatchReading(datasets, [reference], () => ({ epoch, seed, signal })).takeMet(0);
      const first = ask();
      const inTime = patience !== undefined && isPromise(first);
      const read = await (inTime ? patiently(first, ask, patience, signal) : first);
      return plannedWith(reference, read, crossesThreads);
    } catch (cause) {
      throw new SampleError({ ...reference, epoch, path: undefined, worker: 0 }, cause);
    }
  };
}
