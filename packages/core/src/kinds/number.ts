import { tensorArray } from "../tensor.ts";
import type { CollateContext, Kind } from "./kind.ts";
import { placeOf, storeNumber } from "./numbers.ts";
import { type FieldSchema, statedOf } from "./schema.ts";

/** Plain numbers; float32 unless stated otherwise, and bigints int64. */
export const number: Kind<number | bigint> = {
  recognises: (value) => typeof value === "number" || typeof value === "bigint",
  describe: (name, value, request) => ({
    dtype: statedOf(request, name).dtype ?? (typeof value === "bigint" ? "int64" : "float32"),
    shape: [],
  }),
  collate: collateScalars,
  stacks: true,
  arrow: () => ({ layout: "tensor" }),
  bytes: () => 8,
};

/** One number a sample. */
export function collateScalars(
  field: FieldSchema,
  values: readonly unknown[],
  { allocate = tensorArray }: CollateContext,
) {
  const dtype = field.dtype as Exclude<FieldSchema["dtype"], "string" | "any">;
  const data = allocate(dtype, values.length);
  const place = placeOf(field.name, dtype);
  for (let row = 0; row < values.length; row++) storeNumber(place, values[row], data, row);
  return { dtype, shape: [values.length], data };
}
