import { threadId } from "node:worker_threads";
import { SampleError } from "./errors.ts";
import type { Plan, PlannedSample } from "./pipeline.ts";
import { pathOf } from "./sample-path.ts";

/** What went wrong with a sample of a plan, with its place. */
export function sampleError(plan: Plan, planned: PlannedSample, read: unknown, cause: unknown): SampleError {
  const { index, dataset, row } = planned;
  return new SampleError({ index, dataset, row, epoch: plan.epoch, path: pathOf(read), worker: threadId }, cause);
}
