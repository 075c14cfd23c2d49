import { type FieldType, parseOptions, type TensorType, tensorTypes } from "@millrace/core";
import { z } from "zod";

const numberType = z.enum(tensorTypes as [TensorType, ...TensorType[]]);
const typeNames = tensorTypes.map((type) => JSON.stringify(type)).join(", ");

const fieldType = z.union([
  numberType,
  z.strictObject({
    dtype: numberType.optional(),
    shape: z.array(z.number().int().min(-1)).optional(),
    with: z.record(z.string(), z.union([numberType, z.literal("string")])).optional(),
  }),
]) as z.ZodType<FieldType>;

/** What is stated of fields, by a loader's option or by a data set. */
export const fieldTypes = z
  .record(z.string(), fieldType)
  .default({})
  .describe(`an object of field names and types, one of ${typeNames}, or { dtype, shape, with }`);

/** @throws OptionError for a data set that states a type which there is not. */
export function statedTypes(dataset: { readonly schema?: unknown }): Readonly<Record<string, FieldType>> {
  return parseOptions("the dataset", z.object({ schema: fieldTypes }), { schema: dataset.schema }).schema;
}
