import { fixedCanvas, type SchemaRequest } from "@millrace/core/engine";
import { plainCollate } from "./collating.ts";
import { effectivePolicy } from "./effective-policy.ts";
import { statedTypes } from "./field-types.ts";
import type { CheckedOptions } from "./options.ts";

/** What a loader's options, its data set and its policy say of fields, before a sample was seen. */
export function schemaRequest(options: CheckedOptions, dataset: { readonly schema?: unknown }): SchemaRequest {
  const { schema, collate, passThrough, layout } = options;
  const canvas = fixedCanvas(effectivePolicy(options));
  return {
    // The loader's option comes before what the data set says.
    stated: { ...statedTypes(dataset), ...schema },
    collate: plainCollate(collate, schema),
    passThrough,
    layout,
    ...(canvas === undefined ? {} : { canvas }),
  };
}
