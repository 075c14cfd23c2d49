import type { TensorField } from "../fields/tensor.ts";
import { float16Value } from "../float16.ts";
import { countOf, type TensorType, tensorArray, typeOfArray } from "../tensor.ts";
import { type CollateContext, type FieldDescription, type Kind, unknownType } from "./kind.ts";
import { placeOf, storeNumbers } from "./numbers.ts";
import { type FieldSchema, type SchemaRequest, statedOf, statedShape } from "./schema.ts";

/** What holds numbers: `tensor(data, shape)`, a typed array, or a plain list of numbers. */
export type Numbers = TensorField | ArrayLike<number> | ArrayLike<bigint>;

/** Numbers in any number of dimensions. Typed arrays keep their type, plain lists are float32 unless stated otherwise. */
export const tensor: Kind<Numbers> = {
  recognises: (value) =>
    typeOfArray(value) !== undefined ||
    (Array.isArray(value) && value.every((item) => typeof item === "number" || typeof item === "bigint")),
  describe,
  collate,
  stacks: true,
  arrow: () => ({ layout: "tensor" }),
  count: (value) => partsOf(value).data.length,
  bytes: (value) => {
    const { data } = partsOf(value);
    return ArrayBuffer.isView(data) ? data.byteLength : 16 + 8 * data.length;
  },
};

interface Parts {
  readonly shape: readonly number[];
  readonly data: ArrayLike<unknown>;
}

function partsOf(value: Numbers): Parts {
  if ("kind" in value) return value;
  return { shape: [value.length], data: value };
}

function describe(name: string, value: Numbers, request: SchemaRequest): FieldDescription {
  const { data, shape } = partsOf(value);
  const stated = statedOf(request, name);
  const natural = "kind" in value ? value.dtype : typeOfArray(data);
  const listed = data.length === 0 ? unknownType : typeof data[0] === "bigint" ? "int64" : "float32";
  const dtype = stated.dtype ?? natural ?? listed;
  // Of an empty list neither the type nor the length can be told.
  const found = listed === unknownType && !("kind" in value) && natural === undefined ? [-1] : shape;
  return { dtype, shape: statedShape(name, request, found) };
}

/** Samples of one shape: `[batch, ...shape]`. */
function collate(field: FieldSchema, values: readonly Numbers[], { allocate = tensorArray }: CollateContext) {
  const dtype = field.dtype as TensorType;
  const place = placeOf(field.name, dtype);
  const [first] = values;
  const shape = first === undefined ? [] : partsOf(checked(field, first)).shape;
  const width = countOf(shape);
  const data = allocate(dtype, values.length * width);
  values.forEach((value, row) => {
    const parts = partsOf(checked(field, value));
    if (!fits(parts.shape, shape)) throw doNotStack(field, shape, parts.shape);
    const own = "kind" in value ? value.dtype : undefined;
    // The bits of halves are stored as they are, and are no numbers of another type.
    if (own === dtype) (data as Float32Array).set(parts.data as Float32Array, row * width);
    else storeNumbers(place, own === "float16" ? halves(parts.data) : parts.data, data, row * width);
  });
  return { dtype, shape: [values.length, ...shape], data };
}

/** @throws where the value does not fit the schema, or is made by hand and holds other numbers than it says. */
function checked(field: FieldSchema, value: unknown): Numbers {
  const numbers = typeof value === "object" && value !== null && ("kind" in value || "length" in value);
  if (!numbers) {
    throw new TypeError(
      `the field "${field.name}" holds numbers of shape [${field.shape.join(", ")}] in the schema, and a ${typeof value} in this batch`,
    );
  }
  const { shape, data } = partsOf(value as Numbers);
  if (countOf(shape) !== data.length) {
    throw new RangeError(
      `the field "${field.name}" states the shape [${shape.join(", ")}], which is ${countOf(shape)} numbers, and holds ${data.length}`,
    );
  }
  if (shape.length === field.shape.length && fits(field.shape, shape)) return value as Numbers;
  throw doNotStack(field, field.shape, shape);
}

function halves(bits: ArrayLike<unknown>): number[] {
  return Array.from(bits as ArrayLike<number>, float16Value);
}

/** Whether a shape is that of the schema, in which −1 stands for any length. */
function fits(expected: readonly number[], shape: readonly number[]): boolean {
  return expected.length === shape.length && expected.every((length, i) => length === -1 || length === shape[i]);
}

function doNotStack({ name }: FieldSchema, one: readonly number[], other: readonly number[]): RangeError {
  const text = (shape: readonly number[]) => (shape.length === 1 ? `${shape[0]} values` : `[${shape.join(", ")}]`);
  return new RangeError(
    `the field "${name}" has ${text(one)} in one sample and ${text(other)} in another, which do not stack; ` +
      `make them one length in the transform, or, where only batches differ, state schema: { ${JSON.stringify(name)}: { shape: [${other.map(() => -1).join(", ")}] } }`,
  );
}
