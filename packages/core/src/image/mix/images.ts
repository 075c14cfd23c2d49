import type { CollatedBatch } from "../../batch-transform.ts";
import { OptionError } from "../../check.ts";
import type { Tensor } from "../../tensor.ts";

/** An image tensor of floats, which is what can be mixed. */
export function imageTensor(owner: string, batch: CollatedBatch, field: string): Tensor<"float32"> {
  const tensor = batch.tensors[field];
  if (tensor?.dtype === "float32") return tensor as Tensor<"float32">;
  throw new OptionError(
    `${owner}: the field "${field}" holds ${tensor?.dtype ?? "nothing"}; images are mixed as floats, so end the transform with normalize() or toFloat()`,
  );
}
