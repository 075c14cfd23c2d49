import { type ColumnBatch, OptionError } from "@millrace/core";
import type { NumberList } from "../order/row-numbers.ts";
import { setRecipe } from "../recipe/recipe.ts";
import type { ColumnDataset, ColumnReadContext } from "./column-dataset.ts";
import { gatherColumns } from "./column-table/gather.ts";
import type { ColumnNumbers, ColumnTableOptions, ColumnValues } from "./column-table/given.ts";
import { type StoredTable, storeColumns } from "./column-table/store.ts";

/** A table in memory that all threads share. */
export interface ColumnTable extends ColumnDataset {
  /** The names of the columns, in their order. */
  readonly columns: readonly string[];
  readColumns(rows: NumberList, context: Pick<ColumnReadContext, "allocate">): ColumnBatch;
}

/**
 * A table in memory: columns by name, all of as many rows. It is held once, whatever the number of workers: columns are
 * copied into shared memory here and now, those of one type side by side, so that a row is read at one place. Columns
 * that lie in SharedArrayBuffers are read where they are and not copied; they must not change afterwards. Workers gather
 * the rows of their batches themselves.
 *
 * @param columns typed arrays, or `{ values, dtype, width, validity, dictionary }`.
 * @throws OptionError naming the column that is not as it has to be.
 *
 * @example
 * const table = columnTable({ age, income: { values: income, validity } });
 * const loader = new DataLoader(table, { batchSize: 4096, shuffle: true, transform: stackColumns({ columns: ["age", "income"] }) });
 */
export function columnTable(
  columns: Readonly<Record<string, ColumnNumbers | ColumnValues>>,
  options: ColumnTableOptions = {},
): ColumnTable {
  if (typeof columns !== "object" || columns === null)
    throw new OptionError("columnTable: columns must be an object of typed arrays by name");
  const stored = storeColumns(columns, options);
  return setRecipe(sharedTable(stored), { module: import.meta.url, name: "sharedTable", options: stored });
}

/** The table over its memory: what {@link columnTable} gives, and what each worker makes of it. Not for others. */
export function sharedTable(stored: StoredTable): ColumnTable {
  const { length, columns, split, classes } = stored;
  return {
    length,
    columns: columns.map(({ name }) => name),
    ...(split === undefined ? {} : { split }),
    ...(classes === undefined ? {} : { classes }),
    readColumns: (rows, { allocate }) => gatherColumns(stored, rows, allocate),
  };
}
