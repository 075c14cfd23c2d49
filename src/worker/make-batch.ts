import { threadId } from "node:worker_threads";
import type { FieldReader, Sample, SampleKey, Tensor } from "@millrace/core";
import {
  type Column,
  columnsBytes,
  type FinishedSample,
  fieldOrder,
  hashText,
  kernelMemory,
  randomFor,
  runSample,
  whenReady,
} from "@millrace/core/engine";
import { BatchBuilder } from "./batch-builder.ts";
import { deskBytes, leaveDesk, takeDesk } from "./desks.ts";
import { SampleError } from "./errors.ts";
import type { BatchNotice } from "./executor.ts";
import { Gate } from "./gate.ts";
import { checkMixed, fieldsOf } from "./mixed-schema.ts";
import type { Plan, PlannedSample } from "./pipeline.ts";
import { type Pipeline, pipelineOf } from "./restore.ts";
import { pathOf } from "./sample-path.ts";
import { returnShelf, shelfBytes, takeShelf } from "./shelf.ts";
import { slabsOf } from "./slabs.ts";

/** A batch as the thread that made it holds it. */
export interface MadeBatch {
  readonly columns: Record<string, Column>;
  readonly notice: BatchNotice;
}

/** Plans start their samples one plan after the other: the later one would only hold up the one that is wanted first. */
const turn = new Gate(1);

/**
 * Carries a plan out. Undefined when it was cancelled meanwhile.
 *
 * @param recycled gives memory to write into; called once, when all samples are finished.
 * @param deliver takes the batch, before anything else is begun: two batches at once on a thread's heap make V8 collect.
 */
export async function makeBatch<Delivered>(
  plan: Plan,
  recycled: () => readonly ArrayBuffer[],
  deliver: (made: MadeBatch) => Delivered,
): Promise<Delivered | undefined> {
  const start = performance.now();
  const pipeline = await pipelineOf(plan.pipeline);
  const shelf = takeShelf();
  const builder = new BatchBuilder(plan, kernelMemory(), shelf);
  const failures: unknown[] = [];
  const finish = (): Delivered | undefined => {
    if (failures.length > 0) throw failures[0];
    if (isCancelled(plan)) return undefined;
    const columns = mixed(pipeline, plan, builder.finish(recycled));
    const notice = {
      slabs: slabsOf(columns).map((slab) => slab.byteLength),
      bytes: columnsBytes(columns),
      worker: threadId,
      workingBytes: kernelMemory().bytes + shelfBytes() + deskBytes(),
      milliseconds: performance.now() - start,
    };
    return deliver({ columns, notice });
  };
  try {
    await turn.enter();
    let waiting: readonly Promise<void>[];
    try {
      waiting = await startSamples(pipeline, plan, builder, failures);
      if (waiting.length === 0) return finish();
    } finally {
      turn.leave();
    }
    await Promise.all(waiting);
    return finish();
  } finally {
    returnShelf(shelf);
  }
}

/**
 * Begins the samples in their order, up to the first that fails; those that wait for nothing are finished on return.
 *
 * @returns the others. They never reject: what goes wrong is put among the failures.
 */
async function startSamples(
  pipeline: Pipeline,
  plan: Plan,
  builder: BatchBuilder,
  failures: unknown[],
): Promise<readonly Promise<void>[]> {
  const waiting: Promise<void>[] = [];
  for (const [row, planned] of plan.samples.entries()) {
    const taking = takeDesk();
    const desk = typeof taking === "number" ? taking : await taking;
    let adding: Promise<void> | undefined;
    try {
      if (failures.length > 0 || isCancelled(plan)) break;
      adding = addSample(pipeline, plan, planned, row, builder, desk);
    } catch (error) {
      failures.push(error);
    } finally {
      if (adding === undefined) leaveDesk(desk);
    }
    const fail = (error: unknown) => void failures.push(error);
    if (adding !== undefined) waiting.push(adding.catch(fail).finally(() => leaveDesk(desk)));
  }
  return waiting;
}

function isCancelled(plan: Plan): boolean {
  return Atomics.load(plan.cancelled, 0) !== 0;
}

/** Makes one sample and puts it into the batch: at once, or later where something has to be waited for. */
function addSample(
  pipeline: Pipeline,
  plan: Plan,
  { index, source = index, copy, sample: carried }: PlannedSample,
  row: number,
  builder: BatchBuilder,
  desk: number,
): Promise<void> | undefined {
  let sample: unknown = carried;
  const fail = (cause: unknown): never => {
    throw new SampleError({ index, epoch: plan.epoch, path: pathOf(sample), worker: threadId }, cause);
  };
  const run = (given: unknown): void | Promise<void> => {
    sample = given;
    if (typeof given !== "object" || given === null) {
      throw new TypeError(`the dataset's get must return a sample, an object of fields, got ${String(given)}`);
    }
    const fields = given as Sample;
    const key: SampleKey = { seed: plan.pipeline.seed, epoch: plan.epoch, index, copy };
    const memory = kernelMemory();
    return runSample(
      {
        sample: fields,
        policy: pipeline.policy,
        draws: { random: (node) => randomFor(pipeline.seed, node.pathHash, key) },
        reader: pipeline.readers[desk] as FieldReader,
        memory,
        passThrough: pipeline.passThrough,
        decode: plan.pipeline.decode,
      },
      (finished: FinishedSample) => builder.add(row, finished, fieldOrder(fields, finished)),
    );
  };
  try {
    const adding = whenReady(carried ?? pipeline.dataset?.get(source), run);
    return adding instanceof Promise ? adding.catch(fail) : undefined;
  } catch (cause) {
    return fail(cause);
  }
}

/** The batch after its batch transform, whose draws are keyed by the number of the batch. */
function mixed(
  { batchTransform, seed, spec }: Pipeline,
  plan: Plan,
  columns: Record<string, Column>,
): Record<string, Column> {
  if (batchTransform === undefined) return columns;
  const size = plan.samples.length;
  const random = randomFor(seed, hashText(`batch/${batchTransform.name}#0`), {
    seed: spec.seed,
    epoch: plan.epoch,
    index: plan.batch,
  });
  const tensors: Record<string, Tensor> = {};
  for (const [name, column] of Object.entries(columns)) if ("dtype" in column) tensors[name] = column;
  const draw = batchTransform.draw(random, { size });
  const classes = spec.classes === undefined ? {} : { classes: spec.classes.length };
  const { schema } = plan;
  const fields = { images: fieldsOf(schema, "image"), labels: fieldsOf(schema, "label"), schema };
  const batch = { size, tensors, ...fields, passThrough: spec.passThrough, ...classes };
  const result = { ...columns, ...batchTransform.apply(batch, draw) };
  return checkMixed(batchTransform.name, batchTransform.schema?.(schema, classes) ?? schema, result);
}
