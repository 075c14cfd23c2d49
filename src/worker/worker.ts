/** What a worker thread does: it carries plans out. */
import { type MessagePort, threadId, workerData } from "node:worker_threads";
import type { Column } from "@millrace/core/engine";
import { describeFirst, makePlanned } from "./carry-out.ts";
import type { Described } from "./describe-sample.ts";
import type { BatchNotice } from "./executor.ts";
import { isCancelled } from "./is-cancelled.ts";
import type { MadeBatch } from "./make-batch.ts";
import { type PlainError, packError } from "./pack-error.ts";
import { answerClosing } from "./pipeline-closing.ts";
import { type PostedPlan, receivePlan } from "./posted-plan.ts";
import { closePipeline } from "./restore.ts";
import { openShard } from "./shard-service.ts";
import type { ShardAnswer, ShardTask } from "./shard-task.ts";
import { sign } from "./signs.ts";
import { recycledSlabs } from "./slab-channel.ts";
import { slabsOf } from "./slabs.ts";

/** A plan on its way to a worker, with the far end of its channel. */
export interface WorkerTask {
  readonly plan: PostedPlan;
  /** Absent where the batch is to come with the answer. */
  readonly port?: MessagePort | undefined;
  /** Shared; where the thread says that it begins the plan, and what it does. */
  readonly signs: Int32Array;
  /** Whether somebody looks at what it does. */
  readonly watched: boolean;
  /** Whether it is to make one sample after another, so that it shows of which it dies. */
  readonly alone: boolean;
}

/** What all threads of a pool are told when they start. */
export interface ThreadData {
  /** The channel on which they hear that a pipeline is to be closed. */
  readonly closing: string;
}

/** What a worker answers; the batch itself waits in the port, or comes along where there is none. Errors come back as values, so that none of their fields is lost. */
export type WorkerAnswer =
  | { readonly notice: BatchNotice | undefined; readonly columns?: Record<string, Column> }
  | { readonly described: Described }
  | { readonly error: PlainError };

answerClosing((workerData as ThreadData).closing, closePipeline);

export default async function carryOut(task: WorkerTask | ShardTask): Promise<WorkerAnswer | ShardAnswer> {
  if ("start" in task) return openShard(task);
  const { port, signs, watched, alone } = task;
  // In this order: whoever cancels a plan sets the flag and then looks whether it was begun, so one of us sees the other.
  sign(signs, threadId);
  try {
    if (isCancelled(task.plan)) return { notice: undefined };
    const plan = receivePlan(task.plan);
    const seen = watched ? { signs, alone } : undefined;
    if ("look" in plan) return { described: await describeFirst(plan, seen) };
    const deliver = ({ columns, notice }: MadeBatch): WorkerAnswer => {
      if (port === undefined) return { notice, columns };
      port.postMessage(columns, slabsOf(columns));
      return { notice };
    };
    const recycled = port === undefined ? undefined : () => recycledSlabs(port);
    return (await makePlanned(plan, recycled, deliver, seen)) ?? { notice: undefined };
  } catch (error) {
    return { error: packError(error) };
  } finally {
    // Recycled slabs that nobody took out would keep their memory; a batch on its way arrives all the same.
    port?.close();
  }
}
