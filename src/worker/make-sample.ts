import type { Sample } from "@millrace/core";
import {
  type FinishedSample,
  fieldOrder,
  kernelMemory,
  type Partner,
  type PolicyNode,
  runSample,
  type Serve,
} from "@millrace/core/engine";
import { Met, type MetPartners } from "../datasets/met.ts";
import { type Draws, drawsOf } from "../order/draws.ts";
import type { BatchBuilder } from "./batch-builder.ts";
import { leaveDesk, takeDesk } from "./desks.ts";
import type { Plan, PlannedSample } from "./pipeline.ts";
import type { Pipeline } from "./restore.ts";
import { sampleError } from "./sample-error.ts";

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
  const { index, copy } = planned;
  const given = read instanceof Met ? read.sample : read;
  const desk = takeDesk();
  let making: void | Promise<void>;
  try {
    if (typeof given !== "object" || given === null) {
      throw new TypeError(`the dataset's get must return a sample, an object of fields, got ${String(given)}`);
    }
    const sample = given as Sample;
    const draws = drawsOf(pipeline.spec.seed, plan.epoch);
    making = runSample(
      {
        sample,
        policy: pipeline.policy,
        draws: draws(index, copy),
        reader: pipeline.reader(desk),
        memory: kernelMemory(),
        passThrough: pipeline.passThrough,
        decode: pipeline.spec.decode,
        limits: pipeline.spec,
        ...(serve === undefined ? {} : { serve }),
        ...(read instanceof Met ? { partners: partnersOf(read.partners, draws) } : {}),
      },
      (finished: FinishedSample) => builder.add(row, finished, fieldOrder(sample, finished)),
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

/** Whom a sample meets at a step, with what those draw on their way there. */
function partnersOf(met: MetPartners, draws: Draws): (node: PolicyNode) => readonly Partner[] {
  return ({ path }) =>
    (met[path] ?? []).map(({ reference: { index, copy }, sample, partners }) => ({
      sample: sample as Sample,
      draws: draws(index, copy),
      partners: partnersOf(partners, draws),
    }));
}
