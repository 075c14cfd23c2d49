import { OptionError } from "../check.ts";
import type { SampleDescription } from "../kinds/describe.ts";
import type { KindName } from "../kinds/names.ts";
import type { SchemaRequest } from "../kinds/schema.ts";
import { suggestion } from "../nearest-name.ts";
import { bytesPerNumber } from "../tensor.ts";
import { type ColumnBatch, rowShape, type TableColumn } from "./column-batch.ts";

/**
 * What the finished columns of some rows say of all batches: one number a row is a number, several are a tensor, a
 * dictionary makes texts.
 *
 * @throws OptionError for a column that the loader's schema names and that is not there.
 */
export function describeColumns({ columns }: ColumnBatch, { stated }: SchemaRequest): SampleDescription {
  const known = Object.keys(columns);
  const strange = Object.keys(stated).find((name) => !known.includes(name));
  if (strange !== undefined) {
    throw new OptionError(
      `schema names the column "${strange}", which there is not after the transform.${suggestion(strange, known)} Columns: ${known.join(", ") || "none"}`,
    );
  }
  return Object.entries(columns).map(([name, column]) => ({
    name,
    kind: kindOfColumn(column),
    dtype: column.dictionary === undefined ? column.dtype : "string",
    shape: rowShape(column),
    ...(column.validity === undefined ? {} : { nullable: true as const }),
  }));
}

function kindOfColumn(column: TableColumn): KindName {
  if (column.dictionary !== undefined) return "string";
  if (rowShape(column).length > 0) return "tensor";
  return column.dtype === "bool" ? "boolean" : "number";
}

/** Bytes that a row of finished columns takes in a batch; of a text the mean of those that there are. */
export function rowBytes({ columns }: ColumnBatch): number {
  let bytes = 0;
  for (const { dtype, width, dictionary, validity } of Object.values(columns)) {
    bytes += dictionary === undefined ? bytesPerNumber(dtype) * width : meanTextBytes(dictionary);
    if (validity !== undefined) bytes += 1 / 8;
  }
  return bytes;
}

/** As `stringBytes` counts a text in a list: its characters, a header, and its place. */
function meanTextBytes(dictionary: readonly string[]): number {
  let characters = 0;
  for (const text of dictionary) characters += text.length;
  return 24 + (2 * characters) / Math.max(1, dictionary.length);
}
