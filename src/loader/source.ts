import { OptionError, type Sample, type Seed } from "@millrace/core";
import type { Dataset } from "../datasets/dataset.ts";
import type { IterableDataset } from "../datasets/iterable.ts";
import { batchCount, epochOrder } from "../order/epoch-order.ts";
import { type DatasetRecipe, datasetRecipe } from "../recipe.ts";
import { SampleError } from "../worker/errors.ts";
import type { PlannedSample } from "../worker/pipeline.ts";
import { plainCopy } from "./plain-copy.ts";

/** The samples of an epoch, a batch at a time. */
export interface SampleSource {
  /** The samples of the next batch; undefined after the last. */
  next(): Promise<readonly PlannedSample[] | undefined>;
  /** Stops reading. */
  end(): Promise<void>;
}

export interface SourceOptions {
  readonly batchSize: number;
  readonly dropLast: boolean;
  readonly shuffle: boolean;
  readonly seed: Seed;
  readonly epoch: number;
  /** Batches to leave out at the beginning. */
  readonly firstBatch: number;
  /** Whether samples are handed to other threads. */
  readonly crossesThreads: boolean;
  /** Gives a sample that was read already, once. */
  readonly kept?: (index: number) => Sample | undefined;
}

/** Reads a dataset with length and random access; only indices where workers can read it themselves. */
export function datasetSource(dataset: Dataset, options: SourceOptions): SampleSource {
  const { batchSize, dropLast, epoch } = options;
  const order = epochOrder(dataset.length, options.shuffle, options.seed, epoch);
  const batches = batchCount(dataset.length, batchSize, dropLast);
  const inWorkers = options.crossesThreads ? datasetRecipe(dataset) : undefined;
  let batch = options.firstBatch;
  return {
    async next() {
      if (batch >= batches) return undefined;
      const start = batch++ * batchSize;
      const count = Math.min(batchSize, order.length - start);
      const indices = Array.from({ length: count }, (_, i) => order.at(start + i));
      if (inWorkers !== undefined) {
        return indices.map((index) => plannedInWorker(inWorkers, index, options.kept?.(index)));
      }
      const samples: unknown[] = indices.map((index) => options.kept?.(index));
      const missing = indices.filter((_, i) => samples[i] === undefined);
      const found =
        dataset.getMany === undefined
          ? missing.map((index) => read(dataset, index, epoch))
          : await dataset.getMany(missing);
      let next = 0;
      return Promise.all(
        indices.map(async (index, i) => ({
          index,
          copy: 0,
          sample: carried(await (samples[i] ?? found[next++]), index, options),
        })),
      );
    },
    async end() {
      batch = batches;
    },
  };
}

/** A sample of a dataset that workers read. */
export function plannedInWorker({ indices }: DatasetRecipe, index: number, sample?: Sample): PlannedSample {
  const planned = { index, source: indices?.[index] ?? index, copy: 0 };
  return sample === undefined ? planned : { ...planned, sample };
}

/** The sample at an index, read here, as it is planned. */
export async function readPlanned(
  dataset: Dataset,
  index: number,
  options: Pick<SourceOptions, "epoch" | "crossesThreads">,
): Promise<PlannedSample> {
  return { index, copy: 0, sample: carried(await read(dataset, index, options.epoch), index, options) };
}

/** The sample, or a promise of it, with an error that names it. */
function read(dataset: Dataset, index: number, epoch: number): unknown {
  const fail = (cause: unknown) => {
    throw new SampleError({ index, epoch, path: undefined, worker: 0 }, cause);
  };
  try {
    const sample = dataset.get(index);
    return sample instanceof Promise ? sample.catch(fail) : sample;
  } catch (cause) {
    return fail(cause);
  }
}

/** Reads samples that come one after another. */
export function iterableSource(dataset: IterableDataset, options: SourceOptions): SampleSource {
  const { batchSize, dropLast, epoch } = options;
  const iterable = dataset({ epoch, shard: { index: 0, count: 1 }, skip: options.firstBatch * batchSize });
  const isAsync = Symbol.asyncIterator in iterable;
  const iterator = isAsync ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]();
  let index = options.firstBatch * batchSize;
  let ended = false;
  return {
    async next() {
      const samples: PlannedSample[] = [];
      while (!ended && samples.length < batchSize) {
        const { value, done } = await iterator.next();
        if (done === true) ended = true;
        else samples.push({ index, copy: 0, sample: carried(value, index++, options) });
      }
      if (samples.length === 0 || (dropLast && samples.length < batchSize)) return undefined;
      return samples;
    },
    async end() {
      if (ended) return;
      ended = true;
      await iterator.return?.();
    },
  };
}

function carried(sample: unknown, index: number, { crossesThreads }: Pick<SourceOptions, "crossesThreads">): Sample {
  if (typeof sample !== "object" || sample === null || Array.isArray(sample)) {
    throw new OptionError(
      `a dataset must give samples, objects of named fields such as { image: imageFile(path), label: classLabel(3) }; sample ${index} is ${sample === null ? "null" : Array.isArray(sample) ? "an array" : typeof sample}`,
    );
  }
  return (crossesThreads ? plainCopy(sample) : sample) as Sample;
}
