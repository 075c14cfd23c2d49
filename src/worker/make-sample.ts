import { type FinishedSample, fieldOrder, runSample, type Serve, whenReady } from "@millrace/core/engine";
import { Met } from "../datasets/met.ts";
import type { BatchBuilder } from "./batch-builder.ts";
import type { Stage } from "./errors.ts";
import { fromCache } from "./from-cache.ts";
import type { Plan, PlannedSample } from "./pipeline.ts";
import type { Pipeline } from "./restore.ts";
import type { SampleClock } from "./sample-clock.ts";
import { sampleError } from "./sample-error.ts";
import { sampleRun } from "./sample-run.ts";
import { busyPlace } from "./stages.ts";
import { thread } from "./thread.ts";

/**
 * Makes one sample out of what was read and puts it into the batch: at once, or later where something has to be waited
 * for. Meanwhile it holds a desk, of which there are as many as needed.
 *
 * @param planned what the row is: that of the plan, or a substitute.
 * @throws SampleError, or rejects with one.
 */
export function makeSample(
  pipeline: Pipeline,
  plan: Plan,
  row: number,
  planned: PlannedSample,
  read: unknown,
  builder: BatchBuilder,
  serve: Serve | undefined,
): Promise<void> | undefined {
  const given = read instanceof Met ? read.sample : read;
  const weight = pipeline.times.making.weightOf(row);
  if (pipeline.changesNothing && takeOver(pipeline, row, read, builder, weight)) return undefined;
  const desk = thread.desks.take();
  const clock = pipeline.clock(desk);
  clock.start(weight);
  let making: void | Promise<void>;
  let stage: Stage = "read";
  try {
    making = whenReady(fromCache(pipeline, planned, read, desk), (ready) => {
      const run = sampleRun(pipeline, plan.epoch, planned, ready, pipeline.reader(desk));
      stage = "transform";
      const timed = serve === undefined ? serve : { ...serve, join: joinTimed(serve, clock) };
      return runSample(timed === undefined ? run : { ...run, serve: timed }, (finished: FinishedSample) => {
        stage = "schema";
        const begin = clock.now();
        builder.add(row, finished, fieldOrder(run.sample, finished));
        clock.collatedSince(begin);
      });
    });
  } catch (cause) {
    clock.stop();
    thread.desks.leave(desk);
    throw sampleError(plan, planned, given, cause, stage);
  }
  if (!(making instanceof Promise)) {
    clock.finish(pipeline.times);
    thread.desks.leave(desk);
    return undefined;
  }
  clock.leave();
  return making.then(
    () => {
      clock.finish(pipeline.times);
      thread.desks.leave(desk);
    },
    (cause) => {
      clock.stop();
      thread.desks.leave(desk);
      throw sampleError(plan, planned, given, cause, stage);
    },
  );
}

/** Has the batch take a sample over as it was read, where nothing is to be done to it. @returns whether it did. */
function takeOver({ times }: Pipeline, row: number, read: unknown, builder: BatchBuilder, weight: number): boolean {
  if (weight === 0) return builder.addReady(row, read);
  const begin = performance.now();
  if (!builder.addReady(row, read)) return false;
  const took = performance.now() - begin;
  times.making.took(took);
  times.add(busyPlace.collate, weight * took);
  return true;
}

/** A step that serves many: that a sample waits there for the others is no time of its own. */
function joinTimed({ join }: Serve, clock: SampleClock): Serve["join"] {
  return async (node, item) => {
    const begin = clock.now();
    try {
      return await join(node, item);
    } finally {
      clock.servedSince(begin);
    }
  };
}
