import { OptionError } from "../check.ts";
import { typeOfArray } from "../tensor.ts";
import { type FieldDescription, type Kind, unknownType } from "./kind.ts";
import { paddedAxes, statedLength } from "./padding.ts";
import { isPadding, type RowCollate } from "./row-collate.ts";
import { collateOf, type SchemaRequest, statedOf, statedShape } from "./schema.ts";
import { padTensors, raggedTensors, stackTensors } from "./tensor-collate.ts";
import { type Numbers, partsOf } from "./tensor-parts.ts";

/** Numbers in any number of dimensions. Typed arrays keep their type, plain lists are float32 unless stated otherwise. */
export const tensor: Kind<Numbers> = {
  recognises: (value) =>
    typeOfArray(value) !== undefined ||
    (Array.isArray(value) && value.every((item) => typeof item === "number" || typeof item === "bigint")),
  describe,
  collate: (field, values, { allocate }) => {
    const how = field.collate;
    if (how === "ragged" || how === "flat") return raggedTensors(field, values, how);
    return isPadding(how) ? padTensors(field, values, how, allocate) : stackTensors(field, values, allocate);
  },
  stacks: true,
  lengths: (value) => partsOf(value).shape,
  arrow: ({ collate }) => ({ layout: collate === "ragged" || collate === "flat" ? "ragged" : "tensor" }),
  count: (value) => partsOf(value).data.length,
  bytes: (value) => {
    const { data } = partsOf(value);
    return ArrayBuffer.isView(data) ? data.byteLength : 16 + 8 * data.length;
  },
};

function describe(name: string, value: Numbers, request: SchemaRequest): FieldDescription {
  const { data, shape } = partsOf(value);
  const stated = statedOf(request, name);
  const natural = "kind" in value ? value.dtype : typeOfArray(data);
  const listed = data.length === 0 ? unknownType : typeof data[0] === "bigint" ? "int64" : "float32";
  const dtype = stated.dtype ?? natural ?? listed;
  // Of an empty list neither the type nor the length can be told.
  const found = listed === unknownType && !("kind" in value) && natural === undefined ? [-1] : shape;
  const how = collateOf(request, name);
  if (how === undefined) return { dtype, shape: statedShape(name, request, found) };
  return { dtype, shape: statedShape(name, request, openShape(name, found, how)), collate: how };
}

/** A shape with what collating leaves open. @throws OptionError for an axis that the field does not have. */
function openShape(name: string, shape: readonly number[], how: RowCollate): readonly number[] {
  const axes = isPadding(how) ? paddedAxes(how) : [0];
  const strange = axes.find((axis) => axis >= shape.length);
  if (strange !== undefined) {
    throw new OptionError(
      `collate: the field "${name}" has no axis ${strange}; its shape is [${shape.join(", ")}], and axes count from 0`,
    );
  }
  return shape.map((length, axis) => (axes.includes(axis) ? (isPadding(how) ? statedLength(how) : -1) : length));
}
