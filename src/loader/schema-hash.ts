import { createHash } from "node:crypto";
import type { LoaderSchema } from "@millrace/core";

/** 16 hexadecimal digits that two schemas share when they are the same: names, order, kinds, types, shapes. */
export function schemaHash(schema: LoaderSchema): string {
  const fields = schema.map(({ name, kind, dtype, shape, collate, with: companions, nullable }) => {
    return [
      name,
      kind,
      dtype,
      shape,
      collate ?? null,
      Object.entries(companions ?? {}),
      ...(nullable === true ? ["nullable"] : []),
    ];
  });
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex").slice(0, 16);
}
