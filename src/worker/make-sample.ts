import { threadId } from "node:worker_threads";
import type { Sample, SampleKey } from "@millrace/core";
import { type FinishedSample, fieldOrder, kernelMemory, randomFor, runSample } from "@millrace/core/engine";
import type { BatchBuilder } from "./batch-builder.ts";
import { leaveDesk, takeDesk } from "./desks.ts";
import { SampleError } from "./errors.ts";
import type { Plan, PlannedSample } from "./pipeline.ts";
import type { Pipeline } from "./restore.ts";
import { pathOf } from "./sample-path.ts";

/**
 * Makes one sample out of what was read and puts it into the batch: at once, or later where something has to be waited
 * for. Meanwhile it holds a desk, of which there are as many as needed.
 *
 * @throws SampleError, or rejects with one.
 */
export function makeSample(
  pipeline: Pipeline,
  plan: Plan,
  row: number,
  read: unknown,
  builder: BatchBuilder,
): Promise<void> | undefined {
  const planned = plan.samples[row] as PlannedSample;
  const { index, copy } = planned;
  const desk = takeDesk();
  let making: void | Promise<void>;
  try {
    if (typeof read !== "object" || read === null) {
      throw new TypeError(`the dataset's get must return a sample, an object of fields, got ${String(read)}`);
    }
    const sample = read as Sample;
    const key: SampleKey = { seed: pipeline.spec.seed, epoch: plan.epoch, index, copy };
    making = runSample(
      {
        sample,
        policy: pipeline.policy,
        draws: { random: (node) => randomFor(pipeline.seed, node.pathHash, key) },
        reader: pipeline.reader(desk),
        memory: kernelMemory(),
        passThrough: pipeline.passThrough,
        decode: pipeline.spec.decode,
      },
      (finished: FinishedSample) => builder.add(row, finished, fieldOrder(sample, finished)),
    );
  } catch (cause) {
    leaveDesk(desk);
    throw sampleError(plan, planned, read, cause);
  }
  if (!(making instanceof Promise)) {
    leaveDesk(desk);
    return undefined;
  }
  return making.then(
    () => leaveDesk(desk),
    (cause) => {
      leaveDesk(desk);
      throw sampleError(plan, planned, read, cause);
    },
  );
}

/** What went wrong with a sample of a plan, with its place. */
export function sampleError(plan: Plan, planned: PlannedSample, read: unknown, cause: unknown): SampleError {
  const { index, dataset, row } = planned;
  return new SampleError({ index, dataset, row, epoch: plan.epoch, path: pathOf(read), worker: threadId }, cause);
}
