import { createHash } from "node:crypto";
import { type LoaderSchema, OptionError } from "@millrace/core";
import { typeText } from "@millrace/core/engine";

/** 16 hexadecimal digits that two schemas share when they are the same: names, order, kinds, types, shapes. */
export function schemaHash(schema: LoaderSchema): string {
  const fields = schema.map(({ name, kind, dtype, shape, collate, with: companions, nullable }) => {
    const own = [name, kind, dtype, shape, collate ?? null, Object.entries(companions ?? {}).sort(byName)];
    return nullable === true ? [...own, "nullable"] : own;
  });
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex").slice(0, 16);
}

/** Companions have no order of their own. By code units, so that no locale has a say. */
function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** @throws OptionError where a state is of other batches than those that the loader makes. */
export function checkSchemaHash(resumed: string | undefined, schema: LoaderSchema): void {
  if (resumed === undefined || resumed === schemaHash(schema)) return;
  const fields = schema.map(({ name, kind, dtype, shape }) => `${name} (${kind}, ${typeText(dtype, shape)})`);
  throw new OptionError(
    `DataLoader: resume is the state of a loader whose batches had another schema (${resumed}) than those of this one (${schemaHash(schema)}): ` +
      `its fields are ${fields.join(", ")}. Compare the dataset's fields, the transform and the options schema, collate, layout, ` +
      "passThrough, batchTransform and mode with those of the loader that was saved, or start anew without resume",
  );
}
