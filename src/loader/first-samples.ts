import type { LoaderSchema, Sample } from "@millrace/core";
import { completed, isComplete, type SchemaRequest, schemaOf } from "@millrace/core/engine";
import type { Described } from "../worker/describe-sample.ts";
import { isSampleError } from "../worker/errors.ts";
import type { PlannedSample } from "../worker/pipeline.ts";
import type { Expectation } from "./bytes.ts";

/** How many samples are looked at where the first ones leave a type open: an empty list does not say of what. */
const mostLookedAt = 64;

/** How many bad samples are passed over to find the first that says what the others are. */
export const mostPassedOver = 64;

/** Samples that were read to know the schema, kept until their turn comes: nothing is read twice for it. */
export class KeptSamples {
  readonly #samples = new Map<number, Sample>();

  keep(index: number, sample: Sample): void {
    this.#samples.set(index, sample);
  }

  get isEmpty(): boolean {
    return this.#samples.size === 0;
  }

  /** The sample, once. */
  take(index: number): Sample | undefined {
    const sample = this.#samples.get(index);
    this.#samples.delete(index);
    return sample;
  }

  clear(): void {
    this.#samples.clear();
  }
}

/** What the first samples say of all. */
export interface Foretold {
  /** The fields of batches before their batch transform. */
  readonly schema: LoaderSchema;
  readonly expectation: Expectation;
  /** Whether there was a sample: of nothing there is no schema, and what comes in a later epoch may have one. */
  readonly found: boolean;
}

/**
 * Looks at the first sample, and at those after it as far as types are open.
 *
 * @param read the sample at a place in the data set's own order; undefined after the last.
 * @param mostBad how many bad ones are passed over. Where nothing else comes, the first of them is the error.
 */
export async function foretell(
  read: (place: number) => Promise<PlannedSample | undefined>,
  describe: (sample: PlannedSample) => Promise<Described>,
  request: SchemaRequest,
  batchSize: number,
  mostBad = 0,
): Promise<Foretold> {
  const lookAt = passingOver(read, describe, mostBad);
  const first = await lookAt(0);
  if (first === undefined) return { schema: [], expectation: { batch: 0, working: 0 }, found: false };
  const { description, sampleBytes, waitingBytes, kernelBytes } = first.described;
  let known = description;
  for (let place = first.place + 1; place < first.place + mostLookedAt && !isComplete(known); place++) {
    const next = await lookAt(place);
    if (next === undefined) break;
    place = next.place;
    known = completed(known, next.described.description);
  }
  return {
    schema: schemaOf(known, request),
    expectation: { batch: batchSize * sampleBytes, working: kernelBytes + batchSize * waitingBytes },
    found: true,
  };
}

/** Looks at the sample at a place, or at the first behind it that is not bad; undefined where none is left. */
function passingOver(
  read: (place: number) => Promise<PlannedSample | undefined>,
  describe: (sample: PlannedSample) => Promise<Described>,
  mostBad: number,
): (place: number) => Promise<{ readonly place: number; readonly described: Described } | undefined> {
  let first: { readonly error: unknown } | undefined;
  let bad = 0;
  let good = false;
  return async (start) => {
    for (let place = start; ; place++) {
      try {
        const sample = await read(place);
        if (sample === undefined) {
          if (first !== undefined && !good && mostBad < Number.POSITIVE_INFINITY) throw first.error;
          return undefined;
        }
        const described = await describe(sample);
        good = true;
        return { place, described };
      } catch (error) {
        if (error === first?.error || !isSampleError(error)) throw error;
        first ??= { error };
        if (++bad > mostBad) throw first.error;
      }
    }
  };
}
