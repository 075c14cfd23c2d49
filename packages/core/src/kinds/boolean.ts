import type { Kind } from "./kind.ts";
import { collateScalars } from "./number.ts";
import { statedOf } from "./schema.ts";

/** True and false: bool in a batch, bytes of 1 and 0. */
export const boolean: Kind<boolean> = {
  recognises: (value) => typeof value === "boolean",
  describe: (name, _value, request) => ({ dtype: statedOf(request, name).dtype ?? "bool", shape: [] }),
  collate: (field, values, context) =>
    collateScalars(
      field,
      field.dtype === "bool" ? values : values.map((value) => (typeof value === "boolean" ? Number(value) : value)),
      context,
    ),
  stacks: true,
  arrow: () => ({ layout: "tensor" }),
  bytes: () => 8,
};
