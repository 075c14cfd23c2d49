import { threadId } from "node:worker_threads";
import type { LoaderSchema, Tensor } from "@millrace/core";
import { batchSchema, type Column, hashText, randomFor, runBatchTransform } from "@millrace/core/engine";
import { BatchError } from "./errors.ts";
import { checkMixed, fieldsOf, imagesOf } from "./mixed-schema.ts";
import type { Plan } from "./pipeline.ts";
import type { Pipeline } from "./restore.ts";

/**
 * The batch after its batch transform, whose draws are keyed by the number of the batch and the rank.
 *
 * @param size how many rows it has.
 * @throws BatchError
 */
export function mixBatch(
  { batchTransform, seed, spec }: Pipeline,
  plan: Plan,
  schema: LoaderSchema,
  columns: Record<string, Column>,
  size: number,
): Record<string, Column> {
  if (batchTransform === undefined) return columns;
  const key = { seed: spec.seed, epoch: plan.epoch, index: plan.batch, copy: spec.rank };
  const tensors: Record<string, Tensor> = {};
  for (const [name, column] of Object.entries(columns)) if ("dtype" in column) tensors[name] = column;
  const classes = spec.classes === undefined ? {} : { classes: spec.classes.length };
  const fields = { images: imagesOf(schema), labels: fieldsOf(schema, "label"), schema };
  const batch = { size, tensors, ...fields, passThrough: spec.passThrough, layout: spec.layout, ...classes };
  try {
    const { tensors: mixed } = runBatchTransform(batchTransform, batch, (path) => randomFor(seed, hashText(path), key));
    return checkMixed(batchTransform.name, batchSchema(batchTransform, schema, classes), { ...columns, ...mixed });
  } catch (cause) {
    throw new BatchError({ batch: plan.batch, epoch: plan.epoch, worker: threadId }, cause);
  }
}
