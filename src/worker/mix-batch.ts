import type { Tensor } from "@millrace/core";
import { hashText, randomFor, runBatchTransform } from "@millrace/core/engine";
import type { Column } from "../collate/column.ts";
import type { BatchBuilder } from "./batch-builder.ts";
import type { Plan } from "./pipeline.ts";
import type { Pipeline } from "./restore.ts";

/** The batch after its batch transform, whose draws are keyed by the number of the batch. */
export function mixBatch(
  { batchTransform, seed, spec }: Pipeline,
  plan: Plan,
  { columns, images, labels }: ReturnType<BatchBuilder["finish"]>,
): Record<string, Column> {
  if (batchTransform === undefined) return columns;
  const size = plan.samples.length;
  const key = { seed: spec.seed, epoch: plan.epoch, index: plan.batch };
  const tensors: Record<string, Tensor> = {};
  for (const [name, column] of Object.entries(columns)) if ("dtype" in column) tensors[name] = column;
  const classes = spec.classes === undefined ? {} : { classes: spec.classes.length };
  const ran = runBatchTransform(batchTransform, { size, tensors, images, labels, ...classes }, (path) =>
    randomFor(seed, hashText(path), key),
  );
  return { ...columns, ...ran.tensors };
}
