import type { ClassLabel, NamedClassLabel } from "../fields/index.ts";
import { suggestion } from "../nearest-name.ts";
import { tensorArray } from "../tensor.ts";
import type { Kind } from "./kind.ts";
import { placeOf, storeNumber } from "./numbers.ts";
import { type FieldSchema, statedOf } from "./schema.ts";

/** Class labels: numbers of classes, looked up by name where they come as names. */
export const label: Kind<ClassLabel | NamedClassLabel> = {
  describe: (name, _value, request) => ({ dtype: statedOf(request, name).dtype ?? "int32", shape: [] }),
  collate: (field, values, { classes, allocate = tensorArray }) => {
    const dtype = numbersOf(field);
    const data = allocate(dtype, values.length);
    const place = placeOf(field.name, dtype);
    for (let row = 0; row < values.length; row++) {
      storeNumber(place, classNumber(field.name, values[row] as ClassLabel, classes), data, row);
    }
    return { dtype, shape: [values.length], data };
  },
  stacks: true,
  arrow: () => ({ layout: "tensor" }),
  bytes: (value) => ("name" in value ? 32 + 2 * value.name.length : 32),
};

function numbersOf({ name, dtype }: FieldSchema) {
  if (dtype === "string" || dtype === "any") throw new TypeError(`the label "${name}" cannot be ${dtype}`);
  return dtype;
}

function classNumber(
  field: string,
  label: ClassLabel | NamedClassLabel,
  classes: readonly string[] | undefined,
): number {
  if ("index" in label && (classes === undefined || label.index < classes.length)) return label.index;
  const known = classes === undefined ? "the dataset names no classes" : `classes: ${classes.slice(0, 10).join(", ")}`;
  if ("index" in label) {
    throw new RangeError(
      `the field "${field}" is of class ${label.index}, and the dataset has ${classes?.length}, numbered from 0 (${known})`,
    );
  }
  const index = classes?.indexOf(label.name) ?? -1;
  if (index >= 0) return index;
  throw new TypeError(
    `the field "${field}" is of class "${label.name}", which is not known (${known}).${suggestion(label.name, classes ?? [])}`,
  );
}
