import { tensorArray } from "../tensor.ts";
import { kindNamed } from "./index.ts";
import type { NullableTensor } from "./kind.ts";
import { paddedAxes, paddedLength } from "./padding.ts";
import type { Padding } from "./row-collate.ts";
import type { FieldSchema } from "./schema.ts";

/** What of the values of a field was there: bool, `[batch, …padded axes]`. Refusals of values are those of the field itself. */
export function paddingMask({ name, kind, collate }: FieldSchema, values: readonly unknown[]): NullableTensor {
  const how = collate as Padding;
  const axes = paddedAxes(how);
  const { lengths = () => [] } = kindNamed(kind);
  const own = values.map((value) => {
    const all = lengths(value);
    return axes.map((axis) => all[axis] as number);
  });
  const whole = axes.map((_, i) =>
    paddedLength(
      name,
      how,
      own.map((sizes) => sizes[i] as number),
    ),
  );
  const count = whole.reduce((product, length) => product * length, 1);
  const data = tensorArray("bool", values.length * count);
  for (const [row, sizes] of own.entries()) {
    for (let at = 0; at < count; at++) if (isWithin(at, sizes, whole)) data[row * count + at] = 1;
  }
  return { dtype: "bool", shape: [values.length, ...whole], data };
}

/** Whether a place of the filled tensor lies below a sample's own length along every axis. */
function isWithin(at: number, sizes: readonly number[], whole: readonly number[]): boolean {
  let rest = at;
  for (let i = sizes.length - 1; i >= 0; i--) {
    const length = whole[i] as number;
    if (rest % length >= (sizes[i] as number)) return false;
    rest = Math.floor(rest / length);
  }
  return true;
}
