import { type ColumnBatch, OptionError } from "@millrace/core";
import { checkColumns } from "@millrace/core/engine";
import { type NumberList, numberList, type RowNumbers } from "../order/row-numbers.ts";
import { askAll, isPromise } from "./batch-reading.ts";
import type { ColumnDataset, ColumnReadContext } from "./column-dataset.ts";
import { type ColumnPart, mergeColumns } from "./merge-columns.ts";

/**
 * Reads the rows of a batch: one call for each dataset that has some of them, and the answers put together in the order
 * of the rows. At once where the datasets answer at once.
 *
 * @throws what a dataset throws, and a TypeError for an answer that is not what it says.
 */
export function readColumns(
  datasets: readonly ColumnDataset[],
  rows: RowNumbers,
  context: ColumnReadContext,
): ColumnBatch | Promise<ColumnBatch> {
  const places = rows.rows ?? rows.indices;
  const { datasets: numbers } = rows;
  if (numbers === undefined) return ask(datasets[0] as ColumnDataset, places, context);
  const parts = partsOf(numbers, places);
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return ask(datasets[first.dataset] as ColumnDataset, places, context);
  const answers = askAll(parts, (part) => ask(datasets[part.dataset] as ColumnDataset, part.rows, context));
  const merge = (batches: readonly ColumnBatch[]) =>
    mergeColumns(
      parts.map((part, i): ColumnPart => ({ ...part, batch: batches[i] as ColumnBatch })),
      rows.length,
      context.allocate,
    );
  return answers.some(isPromise) ? Promise.all(answers).then(merge) : merge(answers as readonly ColumnBatch[]);
}

function ask(dataset: ColumnDataset, rows: NumberList, context: ColumnReadContext): ColumnBatch | Promise<ColumnBatch> {
  const answer = dataset.readColumns(rows, context);
  if (!isPromise(answer)) return checked(answer, rows.length);
  return answer.then((batch) => checked(batch, rows.length));
}

function checked(batch: ColumnBatch, length: number): ColumnBatch {
  checkColumns(batch, length, "the dataset's readColumns");
  if (Object.keys(batch.columns).length > 0) return batch;
  throw new OptionError("the dataset's readColumns must return at least one column, got none");
}

/** The rows of each dataset, with their positions in the batch; in the order of the datasets. */
function partsOf(numbers: Uint32Array, places: NumberList): readonly Omit<ColumnPart, "batch">[] {
  const counts: number[] = [];
  for (const number of numbers) counts[number] = (counts[number] ?? 0) + 1;
  const parts: { dataset: number; rows: NumberList; positions: Uint32Array; filled: number }[] = [];
  const partOf: (typeof parts)[number][] = [];
  counts.forEach((count, dataset) => {
    const rows = places instanceof Uint32Array ? new Uint32Array(count) : numberList(count, Number.POSITIVE_INFINITY);
    const part = { dataset, rows, positions: new Uint32Array(count), filled: 0 };
    partOf[dataset] = part;
    parts.push(part);
  });
  for (let position = 0; position < numbers.length; position++) {
    const part = partOf[numbers[position] as number] as (typeof parts)[number];
    part.rows[part.filled] = places[position] as number;
    part.positions[part.filled++] = position;
  }
  return parts;
}
