import { threadId } from "node:worker_threads";
import { DecodeError } from "../decode/decode-error.ts";
import { isOfReading } from "../decode/read-file.ts";
import { SampleError, type Stage } from "./errors.ts";
import type { Plan, PlannedSample } from "./pipeline.ts";
import { pathOf } from "./sample-path.ts";

/** What went wrong with a sample of a plan, with its place. @param stage where; known of what came up while it was decoded. */
export function sampleError(
  plan: Plan,
  planned: PlannedSample,
  read: unknown,
  cause: unknown,
  stage: Stage,
): SampleError {
  const { index, dataset, row } = planned;
  const where = { index, dataset, row, epoch: plan.epoch, path: pathOf(read), worker: threadId };
  return new SampleError({ ...where, stage: ofDecoding(cause) ?? stage }, cause);
}

/** A proxy may throw when it is asked what it is. */
function ofDecoding(cause: unknown): Stage | undefined {
  try {
    if (!(cause instanceof DecodeError)) return undefined;
    return isOfReading(cause) ? "read" : "decode";
  } catch {
    return undefined;
  }
}
