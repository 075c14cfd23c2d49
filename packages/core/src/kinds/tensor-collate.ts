import { countOf, isArrayOf, type TensorType, tensorArray, typeOfArray } from "../tensor.ts";
import type { RowsColumn } from "./collated-rows.ts";
import type { CollateContext, NullableTensor } from "./kind.ts";
import { placeOf, storeNumber } from "./numbers.ts";
import { paddedAxes, paddedLength } from "./padding.ts";
import type { Padding } from "./row-collate.ts";
import type { FieldSchema } from "./schema.ts";
import {
  checkedNumbers,
  doNotStack,
  fitsShape,
  type Numbers,
  type Parts,
  partsOf,
  storeParts,
} from "./tensor-parts.ts";

type Allocate = NonNullable<CollateContext["allocate"]>;

/** Samples of one shape: `[batch, ...shape]`. */
export function stackTensors(
  field: FieldSchema,
  values: readonly Numbers[],
  allocate: Allocate = tensorArray,
): NullableTensor {
  const dtype = field.dtype as TensorType;
  const place = placeOf(field.name, dtype);
  const fits = (shape: readonly number[]) => fitsShape(field.shape, shape);
  const [first] = values;
  const shape = first === undefined ? [] : partsOf(checkedNumbers(field, first, fits)).shape;
  const width = countOf(shape);
  const data = allocate(dtype, values.length * width);
  // Typed arrays of the very type are most of what comes, and need no more than to be as long.
  const isList = shape.length === 1 && typeOfArray(data) === dtype;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as Numbers;
    if (isList && isArrayOf(dtype, value) && (value as Float32Array).length === width) {
      (data as Float32Array).set(value as Float32Array, row * width);
      continue;
    }
    const parts = partsOf(checkedNumbers(field, value, fits));
    if (!fitsShape(parts.shape, shape)) throw doNotStack(field, shape, parts.shape);
    storeParts(place, value, parts.data, data, row * width);
  }
  return { dtype, shape: [values.length, ...shape], data };
}

/** Samples that differ in length along their first axis, one behind the other. */
export function raggedTensors(field: FieldSchema, values: readonly Numbers[], how: "ragged" | "flat"): RowsColumn {
  const [, ...rest] = field.shape;
  const all = partsOfAll(field, values, (shape) => fitsShape([-1, ...rest], shape), [0]);
  const width = countOf(all[0]?.shape.slice(1) ?? rest.map((length) => Math.max(0, length)));
  const offsets = new Int32Array(values.length + 1);
  for (const [row, { shape }] of all.entries()) {
    offsets[row + 1] = (offsets[row] as number) + (shape[0] as number);
  }
  const rows = offsets[values.length] as number;
  const dtype = field.dtype as TensorType;
  const place = placeOf(field.name, dtype);
  const data = tensorArray(dtype, rows * width);
  for (const [row, parts] of all.entries()) {
    storeParts(place, values[row] as Numbers, parts.data, data, (offsets[row] as number) * width);
  }
  if (how === "ragged") return { collate: "ragged", width, data, offsets, with: {} };
  const sample = new Int32Array(rows);
  for (let row = 0; row < values.length; row++) sample.fill(row, offsets[row], offsets[row + 1]);
  return { collate: "flat", width, data, sample, with: {} };
}

/** Samples that differ in length along some axes, filled up to one length there. */
export function padTensors(
  field: FieldSchema,
  values: readonly Numbers[],
  how: Padding,
  allocate: Allocate = tensorArray,
): NullableTensor {
  const axes = paddedAxes(how);
  const expected = field.shape.map((length, axis) => (axes.includes(axis) ? -1 : length));
  const all = partsOfAll(field, values, (shape) => fitsShape(expected, shape), axes);
  const whole = (all[0]?.shape ?? field.shape).map((length, axis) => {
    if (!axes.includes(axis)) return length;
    const lengths = all.map(({ shape }) => shape[axis] as number);
    return paddedLength(field.name, how, lengths, field.shape.length === 1 ? "values" : `items along axis ${axis}`);
  });
  const dtype = field.dtype as TensorType;
  const place = placeOf(field.name, dtype);
  const width = countOf(whole);
  const data = allocate(dtype, values.length * width);
  // Recycled memory holds another batch.
  if (data.length > 0) {
    storeNumber(place, how.value, data, 0);
    (data as Float32Array).fill(data[0] as number);
  }
  const last = Math.max(...axes);
  for (const [row, parts] of all.entries()) {
    forEachRun(parts, whole, last, (from, length, to) => {
      const values_ = length === parts.data.length ? parts.data : stretch(parts.data, from, length);
      storeParts(place, values[row] as Numbers, values_, data, row * width + to);
    });
  }
  return { dtype, shape: [values.length, ...whole], data };
}

/** @throws RangeError for two samples that differ along an axis where they must not. */
function partsOfAll(
  field: FieldSchema,
  values: readonly Numbers[],
  fits: (shape: readonly number[]) => boolean,
  axes: readonly number[],
): readonly Parts[] {
  const all = values.map((value) => partsOf(checkedNumbers(field, value, fits)));
  const [first] = all;
  for (const { shape } of all) {
    const same = shape.every((length, axis) => axes.includes(axis) || length === first?.shape[axis]);
    if (!same) throw doNotStack(field, first?.shape ?? [], shape);
  }
  return all;
}

/**
 * The stretches of a sample that lie together in the filled tensor too: behind the last axis that is filled up, everything
 * does.
 */
function forEachRun(
  { shape, data }: Parts,
  whole: readonly number[],
  last: number,
  visit: (from: number, length: number, to: number) => void,
): void {
  const run = countOf(shape.slice(last));
  const wholeRun = countOf(whole.slice(last));
  if (run === 0) return;
  for (let from = 0; from < data.length; from += run) {
    let rest = from / run;
    let to = 0;
    let stride = wholeRun;
    for (let axis = last - 1; axis >= 0; axis--) {
      const length = shape[axis] as number;
      to += (rest % length) * stride;
      rest = Math.floor(rest / length);
      stride *= whole[axis] as number;
    }
    visit(from, run, to);
  }
}

function stretch(data: ArrayLike<unknown>, from: number, length: number): ArrayLike<unknown> {
  if (ArrayBuffer.isView(data)) return (data as unknown as Uint8Array).subarray(from, from + length);
  return (data as readonly unknown[]).slice(from, from + length);
}
