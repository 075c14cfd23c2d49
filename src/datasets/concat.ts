import { isDeepStrictEqual } from "node:util";
import { type FieldType, OptionError, show } from "@millrace/core";
import type { Place, Places } from "../order/reference.ts";
import { numberList, type RowNumbers } from "../order/row-numbers.ts";
import { type ColumnDataset, isColumnDataset, type ListedDataset } from "./column-dataset.ts";
import { readColumns } from "./column-reading.ts";
import type { Dataset } from "./dataset.ts";
import { refuseOrdering } from "./ordering.ts";
import { setSources, sourcesOf } from "./sources.ts";

/**
 * Datasets one after another, as one. Nothing is read or copied; what workers can read of it is read there if they can
 * read all of it. Their samples need the same fields, and their classes must be the same list.
 *
 * @param datasets at least one; parts and concatenations may be among them. All of samples, or all of columns.
 * @throws OptionError where there is none, where the lists of classes or what two state of a field differ, and for
 * samples beside columns.
 */
export function concat(datasets: readonly ColumnDataset[]): ColumnDataset;
export function concat<Sample extends object>(datasets: readonly Dataset<Sample>[]): Dataset<Sample>;
export function concat(datasets: readonly ListedDataset[]): ListedDataset {
  const [first] = datasets;
  if (first === undefined) throw new OptionError("concat: it takes a list of at least one dataset");
  for (const dataset of datasets) refuseOrdering("concat", dataset);
  for (const [number, { classes }] of datasets.entries()) checkClasses(first.classes, classes, number);
  const ofColumns = datasets.filter(isColumnDataset);
  if (ofColumns.length > 0 && ofColumns.length < datasets.length) {
    throw new OptionError("concat: datasets of samples and of columns cannot stand behind one another");
  }
  const read: ListedDataset[] = [];
  const members = datasets.map((dataset) => {
    const { datasets: sources, places } = sourcesOf(dataset);
    return { dataset, places, numbers: sources.map((source) => numberOf(read, source)) };
  });
  const starts = [0];
  for (const { dataset } of members) starts.push((starts.at(-1) as number) + dataset.length);
  const length = starts.at(-1) as number;
  const memberAt = (index: number) => members[last(starts, index)] as (typeof members)[number];
  const within = (index: number) => index - (starts[last(starts, index)] as number);
  const places: Places = {
    length,
    at(index): Place {
      const { places, numbers } = memberAt(index);
      const { dataset, row } = places.at(within(index));
      return { dataset: numbers[dataset] as number, row };
    },
    datasetAt: (index) => memberAt(index).numbers[memberAt(index).places.datasetAt(within(index))] as number,
    rowAt: (index) => memberAt(index).places.rowAt(within(index)),
  };
  const get = (index: number) => {
    if (Number.isInteger(index) && index >= 0 && index < length)
      return (memberAt(index).dataset as Dataset).get(within(index));
    throw new RangeError(`there is no sample ${index}: these datasets together have ${length}, which count from 0`);
  };
  const whole = {
    length,
    ...(ofColumns.length > 0 ? { readColumns: wholeOf(read as readonly ColumnDataset[], places) } : { get }),
    ...(first.classes === undefined ? {} : { classes: first.classes }),
    ...statedByAll(datasets as readonly Dataset<object>[]),
    ...(first.split !== undefined && datasets.every(({ split }) => split === first.split)
      ? { split: first.split }
      : {}),
  } as ListedDataset;
  return setSources(whole, { datasets: read, places });
}

/** Reads rows by their numbers in the whole. A loader reads the sources directly; this is for whoever calls it. */
function wholeOf(datasets: readonly ColumnDataset[], places: Places): ColumnDataset["readColumns"] {
  return (indices, context) => {
    const rows = numberList(indices.length, Number.POSITIVE_INFINITY);
    const numbers = new Uint32Array(indices.length);
    for (let i = 0; i < indices.length; i++) {
      rows[i] = places.rowAt(indices[i] as number);
      numbers[i] = places.datasetAt(indices[i] as number);
    }
    const asked: RowNumbers = { length: indices.length, indices, rows, datasets: numbers };
    return readColumns(datasets, asked, context);
  };
}

/** The place of a source in the list of those that are read; two parts of one dataset read it as one. */
function numberOf(read: ListedDataset[], source: ListedDataset): number {
  const known = read.indexOf(source);
  return known >= 0 ? known : read.push(source) - 1;
}

/** The last start that is not behind an index. */
function last(starts: readonly number[], index: number): number {
  let low = 0;
  let high = starts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] as number) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

function checkClasses(
  first: readonly string[] | undefined,
  other: readonly string[] | undefined,
  number: number,
): void {
  if (first?.length === other?.length && (first ?? []).every((name, label) => name === other?.[label])) return;
  throw new OptionError(
    `concat: the classes of dataset 0 are ${show(first)} and those of dataset ${number} ${show(other)}; a label's number must mean the same in all`,
  );
}

/** What the datasets state of fields, together. */
function statedByAll(datasets: readonly Dataset<object>[]): { schema?: NonNullable<Dataset["schema"]> } {
  const all: Record<string, FieldType> = {};
  for (const [number, { schema = {} }] of datasets.entries()) {
    for (const [field, type] of Object.entries(schema)) {
      const before = Object.hasOwn(all, field) ? all[field] : type;
      if (!isDeepStrictEqual(before, type)) {
        throw new OptionError(
          `concat: of the field "${field}" dataset ${number} states ${show(type)}, and one before it ${show(before)}; state one type in all`,
        );
      }
      all[field] = type;
    }
  }
  return Object.keys(all).length === 0 ? {} : { schema: all };
}
