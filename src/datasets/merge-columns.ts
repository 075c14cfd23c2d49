import type { ColumnBatch, ColumnContext, TableColumn } from "@millrace/core";
import type { NumberList } from "../order/row-numbers.ts";
import { mergeDictionaries } from "./merge-dictionaries.ts";

/** What one of several datasets has of a batch. */
export interface ColumnPart {
  readonly dataset: number;
  readonly rows: NumberList;
  /** Where its rows are in the batch. */
  readonly positions: Uint32Array;
  readonly batch: ColumnBatch;
}

/**
 * The rows of several datasets as one batch. All must have the same columns, of the same types.
 *
 * @throws TypeError naming column and datasets where they differ.
 */
export function mergeColumns(
  parts: readonly ColumnPart[],
  length: number,
  allocate: ColumnContext["allocate"],
): ColumnBatch {
  const [first] = parts as readonly [ColumnPart];
  const names = Object.keys(first.batch.columns);
  for (const { batch, dataset } of parts) {
    const others = Object.keys(batch.columns);
    if (others.length === names.length && names.every((name) => Object.hasOwn(batch.columns, name))) continue;
    throw new TypeError(
      `dataset ${first.dataset} has the columns ${names.join(", ")} and dataset ${dataset} ${others.join(", ")}; datasets behind one another need the same`,
    );
  }
  const columns = names.map((name) => [name, mergeColumn(name, parts, length, allocate)]);
  return { length, columns: Object.fromEntries(columns) };
}

function mergeColumn(
  name: string,
  parts: readonly ColumnPart[],
  length: number,
  allocate: ColumnContext["allocate"],
): TableColumn {
  const own = parts.map(({ batch }) => batch.columns[name] as TableColumn);
  const [{ dtype, width, matrix, dictionary }] = own as [TableColumn];
  own.forEach((column, i) => {
    const alike = column.dtype === dtype && column.width === width && column.matrix === matrix;
    if (alike && (column.dictionary === undefined) === (dictionary === undefined)) return;
    const text = (one: TableColumn) =>
      `${one.matrix === true ? "a matrix of " : ""}${one.dtype} of width ${one.width}${one.dictionary === undefined ? "" : " with a dictionary"}`;
    throw new TypeError(
      `the column "${name}" is ${text(own[0] as TableColumn)} in dataset ${parts[0]?.dataset} and ${text(column)} in dataset ${parts[i]?.dataset}; ` +
        "datasets behind one another need the same",
    );
  });
  const merged = dictionary === undefined ? undefined : mergeDictionaries(own, name);
  const values = allocate(dtype, length * width) as Float32Array;
  const validity = own.some((column) => column.validity !== undefined)
    ? allocate("uint8", Math.ceil(length / 8)).fill(0xff)
    : undefined;
  own.forEach((column, i) => {
    const { positions } = parts[i] as ColumnPart;
    scatter(column, positions, values, merged?.codes[i]);
    if (validity !== undefined && column.validity !== undefined) clearMissing(column.validity, positions, validity);
  });
  return {
    dtype,
    width,
    ...(matrix === undefined ? {} : { matrix }),
    values: values as never,
    ...(validity === undefined ? {} : { validity }),
    ...(merged === undefined ? {} : { dictionary: merged.texts }),
  };
}

/** Writes a dataset's rows to their positions; with `codes`, its places in its dictionary as those in the merged one. */
function scatter(
  { values, width }: TableColumn,
  positions: Uint32Array,
  target: Float32Array,
  codes: Uint32Array | undefined,
): void {
  const source = values as Float32Array;
  for (let row = 0; row < positions.length; row++) {
    const to = (positions[row] as number) * width;
    for (let part = 0; part < width; part++) {
      const value = source[row * width + part] as number;
      target[to + part] = codes === undefined ? value : (codes[value] ?? 0);
    }
  }
}

function clearMissing(validity: Uint8Array, positions: Uint32Array, target: Uint8Array): void {
  for (let row = 0; row < positions.length; row++) {
    if ((((validity[row >> 3] as number) >> (row & 7)) & 1) === 1) continue;
    const position = positions[row] as number;
    target[position >> 3] = (target[position >> 3] as number) & ~(1 << (position & 7));
  }
}
