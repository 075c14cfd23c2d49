import { type Column, columnsBytes, kernelMemory } from "@millrace/core/engine";
import { BatchBuilder } from "./batch-builder.ts";
import { BatchRows } from "./batch-rows.ts";
import type { BatchNotice } from "./executor.ts";
import { isCancelled } from "./is-cancelled.ts";
import { mixBatch } from "./mix-batch.ts";
import { noticeOf } from "./notice.ts";
import type { Plan } from "./pipeline.ts";
import { pipelineOf } from "./restore.ts";
import type { Shelf } from "./shelf.ts";
import type { Seen } from "./signs.ts";
import { type Recycled, SlabSupply } from "./slab-supply.ts";
import { busyPlace } from "./stages.ts";
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
 * @param recycled gives memory to write into; called once, when all samples are finished. Undefined: see {@link Recycled}.
 * @param deliver takes the batch, before anything else is begun: two batches at once on a thread's heap make V8 collect.
 * @param seen where it says what it does with samples; absent where nobody looks.
 */
export async function makeBatch<Delivered>(
  plan: Plan,
  recycled: Recycled,
  deliver: Deliver<Delivered>,
  seen?: Seen,
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
  const rows = new BatchRows(pipeline, plan, build, seen);
  const finish = (): Delivered | undefined => {
    rows.check();
    if (isCancelled(plan)) return undefined;
    const { faults } = rows;
    const unmade = faults?.unmade === true || plan.samples.length === 0;
    if (faults !== undefined && !unmade) build().settle(faults.rows, faults.samples);
    const size = faults === undefined ? plan.samples.length : faults.rows.length;
    const { times } = pipeline;
    const supply = new SlabSupply(recycled);
    const begin = performance.now();
    const collated = unmade || pipeline.spec.inspects ? undefined : build().finish(supply.allocate);
    const done = performance.now();
    times.add(busyPlace.collate, done - begin);
    const columns = collated === undefined ? {} : mixBatch(pipeline, plan, schema, collated, size);
    const end = performance.now();
    times.add(busyPlace.transform, end - done);
    const made = { bytes: columnsBytes(columns), milliseconds: end - start, slabs: supply.count(columns) };
    const warnings = takeWarnings();
    const notice = {
      ...noticeOf(pipeline, made, shelf, rows.awaitedBytes, end),
      ...(faults === undefined || faults.list.length === 0 ? {} : { faults: faults.list }),
      ...(unmade ? { unmade } : {}),
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
