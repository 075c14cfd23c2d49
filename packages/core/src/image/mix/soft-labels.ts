import type { CollatedBatch } from "../../batch-transform.ts";
import { OptionError } from "../../check.ts";
import type { Tensor } from "../../tensor.ts";

/**
 * Class numbers, int32 [batch], as rows of weights, float32 [batch, classes], with 1 at the class. Rows that are soft
 * already are taken as they are.
 *
 * @throws OptionError when the number of classes is not known, RangeError for a class that does not exist.
 */
export function softLabels(
  owner: string,
  batch: CollatedBatch,
  field: string,
  given: number | undefined,
): Tensor<"float32"> {
  const labels = batch.tensors[field] as Tensor;
  if (labels.dtype === "float32" && labels.shape.length === 2) return labels as Tensor<"float32">;
  const classes = given ?? batch.classes;
  if (classes === undefined) {
    throw new OptionError(
      `${owner}: the dataset names no classes, so how many there are must be given: ${owner}({ classes: … })`,
    );
  }
  const data = new Float32Array(batch.size * classes);
  for (let row = 0; row < batch.size; row++) {
    const index = labels.data[row] as number;
    if (!(index >= 0 && index < classes)) {
      throw new RangeError(`${owner}: the field "${field}" holds class ${index}, and there are ${classes} classes`);
    }
    data[row * classes + index] = 1;
  }
  return { dtype: "float32", shape: [batch.size, classes], data };
}
