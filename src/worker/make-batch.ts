import { threadId } from "node:worker_threads";
import type { Sample, SampleKey, Tensor } from "@millrace/core";
import { type FinishedSample, fieldOrder, hashText, kernelMemory, randomFor, runSample } from "@millrace/core/engine";
import type { Column } from "../collate/column.ts";
import { BatchBuilder } from "./batch-builder.ts";
import { SampleError } from "./errors.ts";
import type { BatchNotice } from "./executor.ts";
import { Gate } from "./gate.ts";
import type { Plan, PlannedSample } from "./pipeline.ts";
import { type Pipeline, pipelineOf } from "./restore.ts";
import { slabsOf } from "./slabs.ts";

/** A batch as the thread that made it holds it. */
export interface MadeBatch {
  readonly columns: Record<string, Column>;
  readonly notice: BatchNotice;
}

/**
 * How many samples of a thread are on their way at once: while the pixels of one are worked on, the files of the next
 * are read and, where the decoder has threads of its own, decoded. They are taken up in the order of the plans.
 */
const gate = new Gate(4);

/**
 * Carries a plan out. Undefined when it was cancelled meanwhile.
 *
 * @param recycled gives memory to write into; called once, when the first sample is finished.
 */
export async function makeBatch(plan: Plan, recycled: () => readonly ArrayBuffer[]): Promise<MadeBatch | undefined> {
  const start = performance.now();
  const pipeline = await pipelineOf(plan.pipeline);
  const builder = new BatchBuilder(plan.pipeline, plan.samples.length, recycled);
  let failed: unknown;
  await Promise.all(
    plan.samples.map(async (planned, row) => {
      await gate.enter();
      try {
        if (failed === undefined && !isCancelled(plan)) await addSample(pipeline, plan, planned, row, builder);
      } catch (error) {
        failed ??= error;
      } finally {
        gate.leave();
      }
    }),
  );
  if (failed !== undefined) throw failed;
  if (isCancelled(plan)) return undefined;
  const columns = mixed(pipeline, plan, builder.finish());
  const notice = {
    slabs: slabsOf(columns).map((slab) => slab.byteLength),
    worker: threadId,
    kernelBytes: kernelMemory().bytes,
    milliseconds: performance.now() - start,
  };
  return { columns, notice };
}

function isCancelled(plan: Plan): boolean {
  return Atomics.load(plan.cancelled, 0) !== 0;
}

async function addSample(
  pipeline: Pipeline,
  plan: Plan,
  { index, source = index, copy, sample: carried }: PlannedSample,
  row: number,
  builder: BatchBuilder,
): Promise<void> {
  let sample: Sample | undefined = carried;
  try {
    sample ??= (await pipeline.dataset?.get(source)) as Sample;
    if (typeof sample !== "object" || sample === null) {
      throw new TypeError(`the dataset's get must return a sample, an object of fields, got ${String(sample)}`);
    }
    const given = sample;
    const key: SampleKey = { seed: plan.pipeline.seed, epoch: plan.epoch, index, copy };
    const memory = kernelMemory();
    await runSample(
      {
        sample: given,
        policy: pipeline.policy,
        draws: { random: (node) => randomFor(pipeline.seed, node.pathHash, key) },
        reader: pipeline.reader,
        memory,
        passThrough: pipeline.passThrough,
        decode: plan.pipeline.decode,
      },
      (finished: FinishedSample) => builder.add(row, memory, finished, fieldOrder(given, finished)),
    );
  } catch (cause) {
    throw new SampleError({ index, epoch: plan.epoch, path: pathOf(sample), worker: threadId }, cause);
  }
}

/** The first file that a sample names. */
function pathOf(sample: Sample | undefined): string | undefined {
  for (const value of Object.values(sample ?? {})) {
    if (typeof value === "object" && value !== null && "path" in value && typeof value.path === "string")
      return value.path;
  }
  return undefined;
}

/** The batch after its batch transform, whose draws are keyed by the number of the batch. */
function mixed(
  { batchTransform, seed, spec }: Pipeline,
  plan: Plan,
  { columns, images, labels }: ReturnType<BatchBuilder["finish"]>,
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
  return { ...columns, ...batchTransform.apply({ size, tensors, images, labels, ...classes }, draw) };
}
