import { OptionError, show, suggestion, type TensorType, tensorTypes } from "@millrace/core";
import { bytesPerNumber, checkColumns, typeOfArray } from "@millrace/core/engine";
import type { ColumnNumbers, ColumnTableOptions, ColumnValues } from "./given.ts";

/** A column in shared memory: number p of row r is `values[r * stride + offset + p]`. */
export interface StoredColumn {
  readonly name: string;
  readonly dtype: TensorType;
  readonly width: number;
  /** The place in `StoredTable.blocks`. */
  readonly block: number;
  /** Where its numbers begin in a row of the block. */
  readonly offset: number;
  readonly validity?: Uint8Array;
  readonly dictionary?: readonly string[];
}

/** Memory that columns of one type lie in, row by row. */
export interface StoredBlock {
  readonly dtype: TensorType;
  /** Numbers from one row to the next. */
  readonly stride: number;
  readonly values: ColumnNumbers;
}

/** A table as it crosses to the workers: plain data and views of shared memory. */
export interface StoredTable extends ColumnTableOptions {
  readonly length: number;
  readonly blocks: readonly StoredBlock[];
  readonly columns: readonly StoredColumn[];
}

/** Bytes of rows that are written into a block in one go, so that they stay in the processor's cache. */
const tileBytes = 128 * 1024;

/** A column as it was given, with its defaults. */
type Given = Required<Pick<ColumnValues, "values" | "dtype" | "width">> & ColumnValues & { readonly name: string };

/** Puts columns into shared memory, but for those that lie there. @throws OptionError naming the column. */
export function storeColumns(
  columns: Readonly<Record<string, ColumnNumbers | ColumnValues>>,
  { split, classes }: ColumnTableOptions,
): StoredTable {
  const given = Object.entries(columns).map(([name, column]) => withDefaults(name, column));
  const [first] = given;
  if (first === undefined) throw new OptionError("columnTable: at least one column is needed");
  const length = first.values.length / first.width;
  for (const column of given) check(column, length, first.name);
  const blocks: StoredBlock[] = [];
  const places = new Map<Given, { readonly block: number; readonly offset: number }>();
  for (const column of given) {
    if (!isShared(column.values)) continue;
    const { dtype, width, values } = column;
    places.set(column, { block: blocks.push({ dtype, stride: width, values }) - 1, offset: 0 });
  }
  const copied = given.filter((column) => !places.has(column));
  for (const dtype of new Set(copied.map((column) => column.dtype))) {
    const alike = copied.filter((column) => column.dtype === dtype);
    const block = blocks.push(sideBySide(dtype, alike, length)) - 1;
    let offset = 0;
    for (const column of alike) {
      places.set(column, { block, offset });
      offset += column.width;
    }
  }
  return {
    length,
    blocks,
    columns: given.map((column) => ({
      name: column.name,
      dtype: column.dtype,
      width: column.width,
      ...(places.get(column) as { block: number; offset: number }),
      ...(column.validity === undefined ? {} : { validity: shared(column.validity) }),
      ...(column.dictionary === undefined ? {} : { dictionary: [...column.dictionary] }),
    })),
    ...(split === undefined ? {} : { split }),
    ...(classes === undefined ? {} : { classes: [...classes] }),
  };
}

function withDefaults(name: string, column: ColumnNumbers | ColumnValues): Given {
  const long: ColumnValues = ArrayBuffer.isView(column) ? { values: column } : column;
  const natural = typeOfArray(long?.values);
  if (natural === undefined) {
    throw new OptionError(
      `columnTable: the column "${name}" must be a typed array, or { values: a typed array, … }, got ${show(column)}. ` +
        "BigUint64Array is no tensor type; a plain list becomes one with Float32Array.from",
    );
  }
  if (long === column) checkParts(name, long);
  const { dtype = natural, width = 1 } = long;
  if (!tensorTypes.includes(dtype)) {
    throw new OptionError(
      `columnTable: the dtype of the column "${name}" must be one of ${tensorTypes.join(", ")}, got ${show(dtype)}`,
    );
  }
  if (!(Number.isInteger(width) && width >= 1)) {
    throw new OptionError(
      `columnTable: the width of the column "${name}" must be a whole number from 1, got ${show(width)}`,
    );
  }
  // Clamping matters where values are written.
  const { values } = long;
  const plain =
    values instanceof Uint8ClampedArray ? new Uint8Array(values.buffer, values.byteOffset, values.length) : values;
  return { ...long, name, values: plain, dtype, width };
}

/** What a column may be given with. */
const partsOfColumn = ["values", "dtype", "width", "validity", "dictionary"];

function checkParts(name: string, given: object): void {
  const strange = Object.keys(given).find((part) => !partsOfColumn.includes(part));
  if (strange === undefined) return;
  throw new OptionError(
    `columnTable: the column "${name}" is given with "${strange}", which columns do not have.${suggestion(strange, partsOfColumn)} They have ${partsOfColumn.join(", ")}`,
  );
}

function check(column: Given, length: number, first: string): void {
  const { name, values, width } = column;
  if (values.length !== length * width || !Number.isInteger(length)) {
    throw new OptionError(
      `columnTable: the column "${name}" has ${values.length} values for rows of ${width}, and "${first}" makes ${length} rows; all columns need as many`,
    );
  }
  try {
    checkColumns({ length, columns: { [name]: column as never } }, length);
  } catch (cause) {
    throw new OptionError(`columnTable: ${(cause as Error).message}`, { cause });
  }
  const strange = column.dictionary?.find((text) => typeof text !== "string");
  if (strange !== undefined) {
    throw new OptionError(
      `columnTable: the dictionary of the column "${name}" must be a list of texts, and holds ${show(strange)}`,
    );
  }
}

/** Columns of one type in one block, in which a row's numbers lie together. */
function sideBySide(dtype: TensorType, columns: readonly Given[], length: number): StoredBlock {
  const stride = strideOf(
    columns.reduce((sum, { width }) => sum + width, 0),
    bytesPerNumber(dtype),
  );
  const Values = (columns[0] as Given).values.constructor as Float32ArrayConstructor;
  const values = new Values(new SharedArrayBuffer(length * stride * bytesPerNumber(dtype)));
  const rows = Math.max(1, Math.floor(tileBytes / (stride * bytesPerNumber(dtype))));
  for (let start = 0; start < length; start += rows) {
    const end = Math.min(length, start + rows);
    let offset = 0;
    for (const { values: source, width } of columns) {
      copyRows(source as Float32Array, width, values, stride, offset, start, end);
      offset += width;
    }
  }
  return { dtype, stride, values };
}

/** Numbers from one row to the next: a few are left free where that keeps rows from lying across two cache lines. */
function strideOf(width: number, bytes: number): number {
  const line = 64 / bytes;
  let aligned = Math.ceil(width / line) * line;
  if (width < line) for (aligned = 1; aligned < width; ) aligned *= 2;
  return aligned - width <= width / 8 ? aligned : width;
}

function copyRows(
  source: Float32Array,
  width: number,
  target: Float32Array,
  stride: number,
  offset: number,
  start: number,
  end: number,
): void {
  for (let row = start; row < end; row++) {
    for (let part = 0; part < width; part++) {
      target[row * stride + offset + part] = source[row * width + part] as number;
    }
  }
}

function isShared({ buffer }: ArrayBufferView): boolean {
  return buffer instanceof SharedArrayBuffer;
}

function shared(bytes: Uint8Array): Uint8Array {
  if (isShared(bytes)) return bytes;
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
