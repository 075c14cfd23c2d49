import { threadId } from "node:worker_threads";
import { columnBatchBytes, describeColumns, rowBytes } from "@millrace/core/engine";
import { allocateOn } from "./column-scratch.ts";
import type { Described } from "./describe-sample.ts";
import { BatchError } from "./errors.ts";
import { readPlanned, transformed } from "./make-columns.ts";
import type { ColumnLookPlan } from "./pipeline.ts";
import { pipelineOf } from "./restore.ts";
import { Shelf } from "./shelf.ts";

/** Reads the row of a plan, runs the column transform on it, and says what came out. @throws BatchError */
export async function describeRow(plan: ColumnLookPlan): Promise<Described> {
  const pipeline = await pipelineOf(plan.pipeline);
  const allocate = allocateOn(new Shelf());
  try {
    const read = await readPlanned(pipeline, plan, allocate);
    const finished = transformed(pipeline, plan, read, allocate);
    return {
      description: describeColumns(finished, plan.look),
      sampleBytes: rowBytes(finished),
      // Rows as they were read and as the transform left them lie side by side.
      waitingBytes: columnBatchBytes(read) + columnBatchBytes(finished),
      kernelBytes: 0,
    };
  } catch (cause) {
    throw new BatchError({ batch: plan.batch, epoch: plan.epoch, worker: threadId }, cause);
  }
}
