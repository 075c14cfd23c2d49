import {
  type Boxes,
  type ClassLabel,
  type Keypoints,
  kindOf,
  type NamedClassLabel,
  suggestion,
  type Tensor,
  type TensorType,
  type Text,
} from "@millrace/core";
import type { CollatedRows, RowCollate } from "./collate.ts";
import { collateRows } from "./rows.ts";

/** What one field of all samples of a batch becomes, images and masks apart. */
export type Column = Tensor | CollatedRows | string[] | unknown[];

export interface ColumnOptions {
  readonly classes?: readonly string[];
  readonly rows?: RowCollate;
  /** The type of a field of plain numbers. Default float32. */
  readonly type?: TensorType;
}

/** Collates the values of one field; the type of the result depends on the values' kinds, never on their size. */
export function collateColumn(field: string, values: readonly unknown[], options: ColumnOptions): Column {
  const [first] = values;
  const kind = kindOf(first);
  if (kind === "label") return labels(field, values as (ClassLabel | NamedClassLabel)[], options.classes);
  if (kind === "boxes" || kind === "keypoints") {
    return collateRows(field, values as (Boxes | Keypoints)[], options.rows ?? "ragged");
  }
  if (kind === "text") return (values as Text[]).map((text) => text.value);
  if (typeof first === "string") return values as string[];
  if (typeof first === "number") return stack(field, values as number[], "number", options.type);
  if (typeof first === "boolean") return stack(field, values as boolean[], "boolean", options.type);
  if (isNumbers(first)) return stackArrays(field, values, options.type);
  return [...values];
}

function labels(
  field: string,
  values: readonly (ClassLabel | NamedClassLabel)[],
  classes: readonly string[] | undefined,
): Tensor<"int32"> {
  const data = new Int32Array(values.length);
  values.forEach((label, i) => {
    if ("index" in label) {
      data[i] = label.index;
      return;
    }
    const index = classes?.indexOf(label.name) ?? -1;
    if (index < 0) {
      const known =
        classes === undefined ? "the dataset names no classes" : `classes: ${classes.slice(0, 10).join(", ")}`;
      throw new TypeError(
        `the field "${field}" is of class "${label.name}", which is not known (${known}).${suggestion(label.name, classes ?? [])}`,
      );
    }
    data[i] = index;
  });
  return { dtype: "int32", shape: [values.length], data };
}

const arrays = { float32: Float32Array, uint8: Uint8Array, uint16: Uint16Array, int32: Int32Array } as const;

function stack(
  field: string,
  values: readonly (number | boolean)[],
  expected: "number" | "boolean",
  type: TensorType = expected === "boolean" ? "uint8" : "float32",
): Tensor {
  const data = new arrays[type](values.length);
  values.forEach((value, i) => {
    if (typeof value !== expected) {
      throw new TypeError(`the field "${field}" is a ${expected} in one sample and a ${typeof value} in another`);
    }
    data[i] = Number(value);
    if (type !== "float32" && data[i] !== Number(value)) {
      throw new RangeError(`the field "${field}" is ${value}, which ${type} cannot hold; name another type in schema`);
    }
  });
  return { dtype: type, shape: [values.length], data };
}

function isNumbers(value: unknown): value is ArrayLike<number> {
  if (ArrayBuffer.isView(value)) return !(value instanceof DataView) && !("asIntN" in value);
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "number");
}

/** Rows of numbers of one length: `[batch, length]`. */
function stackArrays(field: string, values: readonly unknown[], type: TensorType | undefined): Tensor {
  const first = values[0] as ArrayLike<number>;
  const natural = (Object.keys(arrays) as TensorType[]).find((name) => first instanceof arrays[name]);
  const dtype = type ?? natural ?? "float32";
  const data = new arrays[dtype](values.length * first.length);
  values.forEach((value, i) => {
    const row = value as ArrayLike<number>;
    if (row?.length !== first.length) {
      throw new RangeError(
        `the field "${field}" has ${first.length} values in one sample and ${row?.length} in another, which do not stack; make them one length in the transform`,
      );
    }
    data.set(row, i * first.length);
  });
  return { dtype, shape: [values.length, first.length], data };
}
