import type { CollatedBatch } from "../../batch-transform.ts";
import { OptionError } from "../../check.ts";
import type { KindName } from "../../kinds/index.ts";
import type { LoaderSchema } from "../../kinds/schema.ts";
import type { Tensor } from "../../tensor.ts";

/** How class numbers become rows of weights. */
export interface SoftOptions {
  /** How many classes there are; by default as many as the dataset names. */
  readonly classes?: number | undefined;
  /** The share of a label that goes to all classes alike, 0 to 1. */
  readonly labelSmoothing: number;
}

/**
 * Class numbers, int32 [batch], as rows of weights, float32 [batch, classes]: 1 at the class, or with smoothing s
 * 1 − s + s / classes there and s / classes elsewhere. Rows that are soft already are taken as they are.
 *
 * @throws OptionError when the number of classes is not known, RangeError for a class that does not exist.
 */
export function softLabels(
  owner: string,
  batch: CollatedBatch,
  field: string,
  { classes: given, labelSmoothing }: SoftOptions,
): Tensor<"float32"> {
  const labels = batch.tensors[field] as Tensor;
  if (labels.dtype === "float32" && labels.shape.length === 2) return labels as Tensor<"float32">;
  const classes = knownClasses(owner, given ?? batch.classes);
  const others = labelSmoothing / classes;
  const data = new Float32Array(batch.size * classes).fill(others);
  for (let row = 0; row < batch.size; row++) {
    const index = Number(labels.data[row]);
    if (!(index >= 0 && index < classes)) {
      throw new RangeError(`${owner}: the field "${field}" holds class ${index}, and there are ${classes} classes`);
    }
    data[row * classes + index] = 1 - labelSmoothing + others;
  }
  return { dtype: "float32", shape: [batch.size, classes], data };
}

/** All labels of a batch as rows of weights, nothing mixed. */
export function softened(owner: string, batch: CollatedBatch, options: SoftOptions): Readonly<Record<string, Tensor>> {
  const tensors = { ...batch.tensors };
  for (const field of batch.labels) tensors[field] = softLabels(owner, batch, field, options);
  return tensors;
}

const labelKind: KindName = "label";

/** The schema with labels as rows of class weights. @throws OptionError when the number of classes is not known. */
export function softSchema(owner: string, before: LoaderSchema, classes: number | undefined): LoaderSchema {
  return before.map((field) => {
    if (field.kind !== labelKind) return field;
    return { ...field, dtype: "float32", shape: [knownClasses(owner, classes)] };
  });
}

function knownClasses(owner: string, classes: number | undefined): number {
  if (classes !== undefined) return classes;
  throw new OptionError(
    `${owner}: the dataset names no classes, so how many there are must be given: ${owner}({ classes: … })`,
  );
}
