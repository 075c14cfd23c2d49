import { threadId } from "node:worker_threads";
import { type Column, columnsBytes, kernelMemory } from "@millrace/core/engine";
import { BatchBuilder } from "./batch-builder.ts";
import { BatchRows } from "./batch-rows.ts";
import type { BatchNotice } from "./executor.ts";
import { isCancelled } from "./is-cancelled.ts";
import { mixBatch } from "./mix-batch.ts";
import type { Plan } from "./pipeline.ts";
import { pipelineOf } from "./restore.ts";
import type { Shelf } from "./shelf.ts";
import { slabsOf } from "./slabs.ts";
import { thread } from "./thread.ts";
import { takeWarnings } from "./warnings.ts";

/** A batch as the thread that made it holds it. */
export interface MadeBatch {
  readonly columns: Record<string, Column>;
  readonly notice: BatchNotice;
}

/** Takes a batch that was made. */
export type Deliver<Delivered> = (made: MadeBatch) => Delivered;

/**
 * Carries a plan out. Undefined when it was cancelled meanwhile.
 *
 * @param recycled gives memory to write into; called once, when all samples are finished.
 * @param deliver takes the batch, before anything else is begun: two batches at once on a thread's heap make V8 collect.
 */
export async function makeBatch<Delivered>(
  plan: Plan,
  recycled: () => readonly ArrayBuffer[],
  deliver: Deliver<Delivered>,
): Promise<Delivered | undefined> {
  const start = performance.now();
  // One that comes late must not open a pipeline that was closed.
  if (isCancelled(plan)) return undefined;
  const pipeline = await pipelineOf(plan.pipeline);
  const schema = pipeline.schemas.read(plan.schema);
  let shelf: Shelf | undefined;
  let builder: BatchBuilder | undefined;
  const build = (): BatchBuilder => {
    if (builder !== undefined) return builder;
    shelf = thread.shelves.take();
    builder = new BatchBuilder(pipeline, plan, schema, kernelMemory(), shelf);
    return builder;
  };
  const rows = new BatchRows(pipeline, plan, build);
  const finish = (): Delivered | undefined => {
    rows.check();
    if (isCancelled(plan)) return undefined;
    const columns = mixBatch(pipeline, plan, schema, build().finish(recycled));
    const warnings = takeWarnings();
    const notice = {
      slabs: slabsOf(columns).map((slab) => slab.byteLength),
      bytes: columnsBytes(columns),
      worker: threadId,
      workingBytes: kernelMemory().bytes + thread.shelves.bytes + thread.desks.bytes,
      milliseconds: performance.now() - start,
      ...(rows.awaitedBytes === undefined ? {} : { awaitedBytes: rows.awaitedBytes }),
      ...(warnings === undefined ? {} : { warnings }),
    };
    return deliver({ columns, notice });
  };
  try {
    const { turn } = thread;
    await turn.enter();
    try {
      if (!(await rows.begin())) return finish();
    } finally {
      turn.leave();
    }
    await rows.end();
    return finish();
  } finally {
    if (shelf !== undefined) thread.shelves.giveBack(shelf);
  }
}
