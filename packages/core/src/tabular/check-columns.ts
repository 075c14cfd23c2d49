import { show } from "../check.ts";
import { isArrayOf, type TensorType, tensorTypes } from "../tensor.ts";
import type { ColumnBatch, TableColumn } from "./column-batch.ts";

/** Types whose numbers can be places in a dictionary. */
const codeTypes: ReadonlySet<TensorType> = new Set(["uint8", "uint16", "uint32", "int8", "int16", "int32"] as const);

/**
 * Checks that columns are as they say: types, widths, and as many values as rows. Looks at no value.
 *
 * @param who returned them, as messages begin: "it must return".
 * @throws TypeError naming the column.
 */
export function checkColumns(batch: ColumnBatch, length: number, who = "it"): void {
  if (batch?.length !== length) {
    throw new TypeError(`${who} must return as many rows as it is given, ${length}, got ${show(batch?.length)}`);
  }
  if (typeof batch.columns !== "object" || batch.columns === null) {
    throw new TypeError(`${who} must return { length, columns }, got columns ${show(batch.columns)}`);
  }
  for (const [name, column] of Object.entries(batch.columns)) checkColumn(name, column, length);
}

function checkColumn(name: string, column: TableColumn, length: number): void {
  const wrong = (what: string) => new TypeError(`the column "${name}" ${what}`);
  if (typeof column !== "object" || column === null) {
    throw wrong(`must be { dtype, width, values }, got ${show(column)}`);
  }
  const { dtype, width, values, validity, dictionary } = column;
  if (!tensorTypes.includes(dtype)) throw wrong(`has the type ${show(dtype)}; types: ${tensorTypes.join(", ")}`);
  if (!(Number.isInteger(width) && width >= 1))
    throw wrong(`must have a width that is a whole number from 1, got ${show(width)}`);
  if (!isArrayOf(dtype, values)) throw wrong(`is ${dtype}, and its values are ${show(values)}`);
  if (values.length !== length * width) {
    throw wrong(`has ${values.length} values, and ${length} rows of ${width} need ${length * width}`);
  }
  if (validity !== undefined && !(validity instanceof Uint8Array && validity.length >= Math.ceil(length / 8))) {
    const got = validity instanceof Uint8Array ? `${validity.length}` : show(validity);
    throw wrong(`must have a validity of ${Math.ceil(length / 8)} bytes, a bit for each of ${length} rows, got ${got}`);
  }
  if (dictionary === undefined) return;
  if (!Array.isArray(dictionary))
    throw wrong(`must have a dictionary that is a list of texts, got ${show(dictionary)}`);
  if (!codeTypes.has(dtype) || width !== 1 || column.matrix === true) {
    throw wrong(
      `has a dictionary, so it holds one place in it for each row, of type ${[...codeTypes].join(", ")}; it is ${column.matrix === true ? "a matrix of " : ""}${dtype} of width ${width}`,
    );
  }
}

/** Bytes that columns take, without their dictionaries, which are the same for all rows. */
export function columnBatchBytes({ columns }: ColumnBatch): number {
  let bytes = 0;
  for (const { values, validity } of Object.values(columns)) bytes += values.byteLength + (validity?.byteLength ?? 0);
  return bytes;
}
