/** The entry of a worker thread: carries plans out. */
import type { MessagePort } from "node:worker_threads";
import { type Described, type DescribeRequest, describePlanned } from "./describe-sample.ts";
import { type PlainError, packError } from "./errors.ts";
import type { BatchNotice } from "./executor.ts";
import { type MadeBatch, makeBatch } from "./make-batch.ts";
import type { Plan } from "./pipeline.ts";
import { recycledSlabs } from "./slab-channel.ts";
import { slabsOf } from "./slabs.ts";

/** A plan on its way to a worker, with the far end of its channel. */
export interface WorkerTask {
  readonly plan: Plan;
  readonly port: MessagePort;
}

/** A look at the first sample, before there are plans. */
export interface DescribeTask {
  readonly describe: DescribeRequest;
}

/** What a worker answers; the batch itself waits in the port. Errors come back as values, so that none of their fields is lost. */
export type WorkerAnswer =
  | { readonly notice: BatchNotice | undefined }
  | { readonly described: Described }
  | { readonly error: PlainError };

export default async function carryOut(task: WorkerTask | DescribeTask): Promise<WorkerAnswer> {
  return "describe" in task ? describe(task.describe) : makePlanned(task);
}

async function describe(request: DescribeRequest): Promise<WorkerAnswer> {
  try {
    return { described: await describePlanned(request) };
  } catch (error) {
    return { error: packError(error) };
  }
}

async function makePlanned({ plan, port }: WorkerTask): Promise<WorkerAnswer> {
  try {
    const deliver = ({ columns, notice }: MadeBatch) => {
      port.postMessage(columns, slabsOf(columns));
      return notice;
    };
    return { notice: await makeBatch(plan, () => recycledSlabs(port), deliver) };
  } catch (error) {
    return { error: packError(error) };
  } finally {
    // Recycled slabs that nobody took out would keep their memory; a batch on its way arrives all the same.
    port.close();
  }
}
