import { threadId } from "node:worker_threads";
import type { ColumnBatch, ColumnContext } from "@millrace/core";
import { checkColumns, collateColumns, columnBatchBytes, columnsBytes, runColumns } from "@millrace/core/engine";
import { isPromise } from "../datasets/batch-reading.ts";
import { readColumns } from "../datasets/column-reading.ts";
import { allocateOn } from "./column-scratch.ts";
import { BatchError } from "./errors.ts";
import { isCancelled } from "./is-cancelled.ts";
import type { Deliver } from "./make-batch.ts";
import { noticeOf } from "./notice.ts";
import { permission } from "./permission.ts";
import type { ColumnPlan } from "./pipeline.ts";
import { type Pipeline, pipelineOf } from "./restore.ts";
import { type Recycled, SlabSupply } from "./slab-supply.ts";
import { busyPlace, waitedPlace } from "./stages.ts";
import { thread } from "./thread.ts";
import { unlessAborted } from "./unless-aborted.ts";

/**
 * Carries a plan of columns out: rows are read column by column, transformed, and written into recycled slabs. Undefined
 * when it was cancelled meanwhile. What is on the way lies on a shelf, which is used again.
 *
 * @param recycled gives memory to write into; called once, when the columns are finished. Undefined: see {@link Recycled}.
 * @throws BatchError
 */
export async function makeColumns<Delivered>(
  plan: ColumnPlan,
  recycled: Recycled,
  deliver: Deliver<Delivered>,
): Promise<Delivered | undefined> {
  const start = performance.now();
  if (isCancelled(plan)) return undefined;
  const pipeline = await pipelineOf(plan.pipeline);
  const { times } = pipeline;
  const supply = new SlabSupply(recycled);
  const shelf = thread.shelves.take();
  let abandoned = false;
  try {
    const asked = performance.now();
    const reading = readPlanned(pipeline, plan, allocateOn(shelf));
    const answered = performance.now();
    times.add(busyPlace.read, answered - asked);
    const read = isPromise(reading) ? await unlessAborted(reading, pipeline.signals.of(plan)) : reading;
    if (read !== reading) times.add(waitedPlace.read, performance.now() - answered);
    if (read === undefined) {
      // Whoever reads may still write to it.
      abandoned = true;
      return undefined;
    }
    // With what lies on the shelf beside it. That counts as working memory besides: there is no telling what does.
    const awaitedBytes = read === reading ? undefined : bytesARow(read, shelf.bytes);
    await permission(plan);
    if (isCancelled(plan)) return undefined;
    const begun = performance.now();
    const finished = transformed(pipeline, plan, read, allocateOn(shelf));
    const done = performance.now();
    times.add(busyPlace.transform, done - begun);
    const columns = collateColumns(pipeline.schemas.read(plan.schema), finished, supply.allocate);
    const end = performance.now();
    times.add(busyPlace.collate, end - done);
    const made = { bytes: columnsBytes(columns), milliseconds: end - start, slabs: supply.count(columns) };
    return deliver({ columns, notice: noticeOf(pipeline, made, shelf, awaitedBytes, end) });
  } catch (cause) {
    throw new BatchError({ batch: plan.batch, epoch: plan.epoch, worker: threadId }, cause);
  } finally {
    if (abandoned) thread.shelves.abandon(shelf);
    else thread.shelves.giveBack(shelf);
  }
}

function bytesARow(read: ColumnBatch, onShelf: number): number {
  return Math.max(columnBatchBytes(read), onShelf) / Math.max(1, read.length);
}

/** The rows of a plan, at once where they are there at once. */
export function readPlanned(
  { columnDatasets, spec, signals }: Pipeline,
  plan: ColumnPlan,
  allocate: ColumnContext["allocate"],
): ColumnBatch | Promise<ColumnBatch> {
  if (plan.columns !== undefined) {
    checkColumns(plan.columns, plan.rows.length, "the dataset's readColumns");
    return plan.columns;
  }
  const context = { epoch: plan.epoch, seed: spec.seed, signal: signals.of(plan), allocate };
  return readColumns(columnDatasets, plan.rows, context);
}

/** Columns after the transform. */
export function transformed(
  { columns: transform, seed }: Pipeline,
  { epoch, rows }: ColumnPlan,
  batch: ColumnBatch,
  allocate: ColumnContext["allocate"],
): ColumnBatch {
  return transform === undefined ? batch : runColumns(transform, batch, { seed, epoch, rows, allocate });
}
