import type { TensorField } from "../fields/tensor.ts";
import { float16Value } from "../float16.ts";
import { countOf, type TensorType, type TypedArrayOf } from "../tensor.ts";
import { type NumberPlace, storeNumbers } from "./numbers.ts";
import type { FieldSchema } from "./schema.ts";

/** What holds numbers: `tensor(data, shape)`, a typed array, or a plain list of numbers. */
export type Numbers = TensorField | ArrayLike<number> | ArrayLike<bigint>;

/** Numbers with their shape, whatever holds them. */
export interface Parts {
  readonly shape: readonly number[];
  readonly data: ArrayLike<unknown>;
}

export function partsOf(value: Numbers): Parts {
  if ("kind" in value) return value;
  return { shape: [value.length], data: value };
}

/** Writes numbers into a batch. @throws what `storeNumbers` throws. */
export function storeParts(
  place: NumberPlace,
  value: Numbers,
  data: ArrayLike<unknown>,
  target: TypedArrayOf[TensorType],
  start: number,
): void {
  const own = "kind" in value ? value.dtype : undefined;
  // The bits of halves are stored as they are, and are no numbers of another type.
  if (own === place.dtype) (target as Float32Array).set(data as Float32Array, start);
  else storeNumbers(place, own === "float16" ? halves(data) : data, target, start);
}

function halves(bits: ArrayLike<unknown>): number[] {
  return Array.from(bits as ArrayLike<number>, float16Value);
}

/** @throws where the value does not fit the schema, or is made by hand and holds other numbers than it says. */
export function checkedNumbers(
  field: FieldSchema,
  value: unknown,
  fits: (shape: readonly number[]) => boolean,
): Numbers {
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
  if (fits(shape)) return value as Numbers;
  throw doNotStack(field, field.shape, shape);
}

/** Whether a shape is the expected one, in which −1 stands for any length. */
export function fitsShape(expected: readonly number[], shape: readonly number[]): boolean {
  return expected.length === shape.length && expected.every((length, i) => length === -1 || length === shape[i]);
}

export function doNotStack(field: FieldSchema, one: readonly number[], other: readonly number[]): RangeError {
  const text = (shape: readonly number[]) => (shape.length === 1 ? `${shape[0]} values` : `[${shape.join(", ")}]`);
  const name = JSON.stringify(field.name);
  const differ = `the field ${name} has ${text(one)} in one sample and ${text(other)} in another, which do not stack; `;
  if (field.collate !== undefined) {
    return new RangeError(`${differ}with collate they may differ along the axes that it fills up, or along the first`);
  }
  return new RangeError(
    `${differ}make them one length in the transform, fill them up with collate: { ${name}: pad() }, ` +
      `or, where only batches differ, state schema: { ${name}: { shape: [${other.map(() => -1).join(", ")}] } }`,
  );
}
