import { OptionError } from "../check.ts";
import type { Boxes, Companion, Companions, Keypoints } from "../fields/index.ts";
import { type TensorType, tensorArray, typeOfArray } from "../tensor.ts";
import type { CollatedRows, CompanionColumn } from "./collated-rows.ts";
import { type FieldDescription, unknownType } from "./kind.ts";
import { type NumberPlace, storeNumber, storeNumbers } from "./numbers.ts";
import { paddedAxes, paddedLength, statedLength } from "./padding.ts";
import { isPadding, type Padding } from "./row-collate.ts";
import { type CompanionType, collateOf, type FieldSchema, type SchemaRequest, statedOf } from "./schema.ts";

type RowField = Boxes | Keypoints;

/** Bytes of boxes or points and of what goes with them. */
export function rowsBytes({ data, with: companions }: RowField): number {
  let bytes = data.byteLength;
  for (const values of Object.values(companions)) {
    bytes += ArrayBuffer.isView(values) ? values.byteLength : 16 * values.length;
    for (const value of values) if (typeof value === "string") bytes += 16 + 2 * value.length;
  }
  return bytes;
}

/** The description of rows of `width` numbers, and of their companions. */
export function describeRows(
  name: string,
  { with: companions }: RowField,
  width: number,
  request: SchemaRequest,
): FieldDescription {
  const how = collateOf(request, name) ?? "ragged";
  if (isPadding(how) && paddedAxes(how).some((axis) => axis > 0)) {
    throw new OptionError(`collate: the field "${name}" is filled up along axis 0, its rows, and along no other`);
  }
  const stated = statedOf(request, name).with ?? {};
  const types = Object.entries(companions).map(([key, values]) => [
    key,
    (Object.hasOwn(stated, key) ? stated[key] : undefined) ?? companionType(values),
  ]);
  return {
    dtype: "float32",
    shape: [isPadding(how) ? statedLength(how) : -1, width],
    collate: how,
    with: Object.fromEntries(types),
  };
}

/** The type of companions by the kind of their values, never by their size; unknown where there are none. */
function companionType(values: Companion): CompanionType | typeof unknownType {
  const natural = typeOfArray(values);
  if (natural !== undefined) return natural;
  const [first] = values as readonly unknown[];
  if (typeof first === "string") return "string";
  if (typeof first === "boolean") return "bool";
  if (typeof first === "bigint") return "int64";
  return first === undefined ? unknownType : "float32";
}

/** Collates boxes (4 numbers a row) or keypoints (2 numbers a row). */
export function collateRows(field: FieldSchema, values: readonly RowField[], width: number): CollatedRows {
  const how = field.collate ?? "ragged";
  const offsets = new Int32Array(values.length + 1);
  values.forEach((value, i) => {
    offsets[i + 1] = (offsets[i] as number) + value.data.length / width;
  });
  if (isPadding(how)) return padRows(field, values, offsets, width, how);
  const total = offsets[values.length] as number;
  const data = new Float32Array(total * width);
  values.forEach((value, i) => {
    data.set(value.data, (offsets[i] as number) * width);
  });
  const companions = companionColumns(field, values, total, (i) => offsets[i] as number);
  if (how === "ragged") return { collate: "ragged", width, data, offsets, with: companions };
  const sample = new Int32Array(total);
  for (let i = 0; i < values.length; i++) sample.fill(i, offsets[i], offsets[i + 1]);
  return { collate: "flat", width, data, sample, with: companions };
}

function padRows(
  field: FieldSchema,
  values: readonly RowField[],
  offsets: Int32Array,
  width: number,
  how: Padding,
): CollatedRows {
  const lengths = new Int32Array(values.length);
  for (let i = 0; i < lengths.length; i++) lengths[i] = (offsets[i + 1] as number) - (offsets[i] as number);
  const count = paddedLength(field.name, how, lengths);
  const data = new Float32Array(values.length * count * width).fill(how.value);
  values.forEach((rows, i) => {
    data.set(rows.data, i * count * width);
  });
  const companions = companionColumns(field, values, values.length * count, (i) => i * count);
  return { collate: "padded", width, shape: [values.length, count, width], data, lengths, with: companions };
}

/** The companions of all samples, one column each; `startOf` says at which row a sample's begin. */
function companionColumns(
  field: FieldSchema,
  values: readonly RowField[],
  rows: number,
  startOf: (sample: number) => number,
): Record<string, CompanionColumn> {
  const types = Object.entries(field.with ?? {});
  checkNames(field, values);
  return Object.fromEntries(
    types.map(([name, type]) => {
      const parts = values.map((value) => (value.with as Companions)[name] as Companion);
      const column =
        type === "string"
          ? texts(`${field.name}.with.${name}`, parts, rows, startOf)
          : numbers(placeOfCompanion(field.name, name, type), parts, rows, startOf);
      return [name, column];
    }),
  );
}

function checkNames({ name, with: companions = {} }: FieldSchema, values: readonly RowField[]): void {
  const known = Object.keys(companions);
  values.forEach((value, i) => {
    const missing = known.find((key) => !Object.hasOwn(value.with, key));
    if (missing !== undefined) {
      throw new TypeError(`the field "${name}" of sample ${i} of the batch has no with.${missing}`);
    }
    const strange = Object.keys(value.with).find((key) => !Object.hasOwn(companions, key));
    if (strange === undefined) return;
    throw new TypeError(
      `the field "${name}" of sample ${i} of the batch has with.${strange}, and the schema has ${known.map((key) => `with.${key}`).join(", ") || "no companions"}`,
    );
  });
}

function placeOfCompanion(field: string, name: string, dtype: TensorType): NumberPlace {
  const remedy = (other: TensorType) =>
    `{ ${JSON.stringify(field)}: { with: { ${JSON.stringify(name)}: ${JSON.stringify(other)} } } }`;
  return { field: `${field}.with.${name}`, dtype, remedy };
}

function numbers(
  place: NumberPlace,
  parts: readonly Companion[],
  rows: number,
  startOf: (sample: number) => number,
): CompanionColumn {
  const column = tensorArray(place.dtype, rows);
  parts.forEach((part, i) => {
    const start = startOf(i);
    const flags = place.dtype === "bool" || typeof part[0] !== "boolean";
    if (flags) storeNumbers(place, part as ArrayLike<unknown>, column, start);
    else for (let at = 0; at < part.length; at++) storeNumber(place, Number(part[at]), column, start + at);
  });
  return column;
}

function texts(
  field: string,
  parts: readonly Companion[],
  rows: number,
  startOf: (sample: number) => number,
): string[] {
  const column = new Array<string>(rows).fill("");
  parts.forEach((part, i) => {
    const start = startOf(i);
    for (let at = 0; at < part.length; at++) {
      const value: unknown = part[at];
      if (typeof value !== "string") {
        throw new TypeError(`the field "${field}" holds texts in the schema, and a ${typeof value} in this batch`);
      }
      column[start + at] = value;
    }
  });
  return column;
}
