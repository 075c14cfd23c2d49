import type { Column } from "../kinds/kind.ts";
import { type FieldSchema, type LoaderSchema, typeText } from "../kinds/schema.ts";
import type { TensorType, TypedArrayOf } from "../tensor.ts";
import { type ColumnBatch, isValid, rowShape, type TableColumn } from "./column-batch.ts";

/** Gives memory for a tensor of a batch, all of which is written. */
export type AllocateTensor = <Type extends TensorType>(dtype: Type, length: number) => TypedArrayOf[Type];

/**
 * Finished columns as the fields of a batch, in the order and of the types of the loader's schema. Nothing of the
 * batch lies in the memory of the columns afterwards.
 *
 * @throws TypeError for columns that are others than the schema says.
 */
export function collateColumns(
  schema: LoaderSchema,
  { length, columns }: ColumnBatch,
  allocate: AllocateTensor,
): Record<string, Column> {
  const names = Object.keys(columns);
  if (names.length !== schema.length || !schema.every(({ name }) => Object.hasOwn(columns, name))) {
    throw new TypeError(
      `its columns are ${names.join(", ") || "none"}, but the loader's schema has ${schema.map(({ name }) => name).join(", ") || "none"}; all batches need the same columns`,
    );
  }
  const collated: Record<string, Column> = {};
  for (const field of schema) {
    const column = columns[field.name] as TableColumn;
    checkAgainst(field, column, length);
    collated[field.name] =
      column.dictionary === undefined ? tensorOf(field, column, length, allocate) : textsOf(field.name, column, length);
  }
  return collated;
}

function tensorOf(field: FieldSchema, column: TableColumn, length: number, allocate: AllocateTensor): Column {
  const { dtype, values, validity } = column;
  const data = allocate(dtype, values.length);
  (data as Float32Array).set(values as Float32Array);
  const tensor = { dtype, shape: [length, ...field.shape], data };
  if (field.nullable !== true) return tensor;
  const bits = allocate("uint8", Math.ceil(length / 8));
  if (validity === undefined) bits.fill(0xff);
  else bits.set(validity.subarray(0, bits.length));
  return { ...tensor, validity: bits };
}

/** A text for each row; null where one is missing. */
function textsOf(name: string, column: TableColumn, length: number): (string | null)[] {
  const dictionary = column.dictionary as readonly string[];
  const codes = column.values as Uint32Array;
  const texts = new Array<string | null>(length);
  for (let row = 0; row < length; row++) {
    if (!isValid(column, row)) {
      texts[row] = null;
      continue;
    }
    const text = dictionary[codes[row] as number];
    if (text === undefined) {
      throw new RangeError(
        `the column "${name}" names text ${codes[row]} of its dictionary, which has ${dictionary.length}, numbered from 0`,
      );
    }
    texts[row] = text;
  }
  return texts;
}

function checkAgainst({ name, dtype, shape, nullable }: FieldSchema, column: TableColumn, length: number): void {
  const found = column.dictionary === undefined ? column.dtype : "string";
  const sizes = rowShape(column);
  if (
    found !== dtype ||
    sizes.length !== shape.length ||
    sizes.some((size, i) => shape[i] !== -1 && shape[i] !== size)
  ) {
    throw new TypeError(
      `the column "${name}" is ${typeText(found, sizes)} in this batch, and the loader's schema says ${typeText(dtype, shape)} of all`,
    );
  }
  if (nullable === true || column.validity === undefined) return;
  for (let row = 0; row < length; row++) {
    if (isValid(column, row)) continue;
    throw new TypeError(
      `the column "${name}" has no value in row ${row} of the batch, and by the loader's schema every row has one; ` +
        "give the column its validity in every batch, also where nothing is missing",
    );
  }
}
