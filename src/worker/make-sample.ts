import { type FinishedSample, fieldOrder, runSample, type Serve } from "@millrace/core/engine";
import { Met } from "../datasets/met.ts";
import type { BatchBuilder } from "./batch-builder.ts";
import { leaveDesk, takeDesk } from "./desks.ts";
import type { Plan, PlannedSample } from "./pipeline.ts";
import type { Pipeline } from "./restore.ts";
import { sampleError } from "./sample-error.ts";
import { sampleRun } from "./sample-run.ts";

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
  const desk = takeDesk();
  let making: void | Promise<void>;
  try {
    const run = sampleRun(pipeline, plan.epoch, planned, read, pipeline.reader(desk));
    making = runSample(serve === undefined ? run : { ...run, serve }, (finished: FinishedSample) =>
      builder.add(row, finished, fieldOrder(run.sample, finished)),
    );
  } catch (cause) {
    leaveDesk(desk);
    throw sampleError(plan, planned, given, cause);
  }
  if (!(making instanceof Promise)) {
    leaveDesk(desk);
    return undefined;
  }
  return making.then(
    () => leaveDesk(desk),
    (cause) => {
      leaveDesk(desk);
      throw sampleError(plan, planned, given, cause);
    },
  );
}
