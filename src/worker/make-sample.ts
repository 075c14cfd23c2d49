import { type FinishedSample, fieldOrder, runSample, type Serve, whenReady } from "@millrace/core/engine";
import { Met } from "../datasets/met.ts";
import type { BatchBuilder } from "./batch-builder.ts";
import { fromCache } from "./from-cache.ts";
import type { Plan, PlannedSample } from "./pipeline.ts";
import type { Pipeline } from "./restore.ts";
import { sampleError } from "./sample-error.ts";
import { sampleRun } from "./sample-run.ts";
import { thread } from "./thread.ts";

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
  serve: Serve | undefined,
): Promise<void> | undefined {
  const planned = plan.samples[row] as PlannedSample;
  const given = read instanceof Met ? read.sample : read;
  const desk = thread.desks.take();
  let making: void | Promise<void>;
  try {
    making = whenReady(fromCache(pipeline, planned, read, desk), (ready) => {
      const run = sampleRun(pipeline, plan.epoch, planned, ready, pipeline.reader(desk));
      return runSample(serve === undefined ? run : { ...run, serve }, (finished: FinishedSample) =>
        builder.add(row, finished, fieldOrder(run.sample, finished)),
      );
    });
  } catch (cause) {
    thread.desks.leave(desk);
    throw sampleError(plan, planned, given, cause);
  }
  if (!(making instanceof Promise)) {
    thread.desks.leave(desk);
    return undefined;
  }
  return making.then(
    () => thread.desks.leave(desk),
    (cause) => {
      thread.desks.leave(desk);
      throw sampleError(plan, planned, given, cause);
    },
  );
}
