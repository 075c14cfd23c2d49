import type { Places } from "../order/reference.ts";
import { numberList } from "../order/row-numbers.ts";
import { type ColumnDataset, isColumnDataset, type ListedDataset } from "./column-dataset.ts";
import type { Dataset } from "./dataset.ts";
import { refuseOrdering } from "./ordering.ts";
import { setSources, sourcesOf } from "./sources.ts";

/** Positions of a part as indices of the whole, at random access. */
export interface View {
  readonly length: number;
  at(position: number): number;
}

/** A part of a dataset. */
export interface Subset<Sample extends object> extends Dataset<Sample> {
  /** The samples' indices in the whole dataset, in the order of the part. A list that is made when it is asked for. */
  readonly indices: readonly number[];
}

/** A part of a dataset of columns. */
export interface ColumnSubset extends ColumnDataset {
  /** The rows' indices in the whole dataset, in the order of the part. A list that is made when it is asked for. */
  readonly indices: readonly number[];
}

/** Positions `start` to `start + length` of another view, or of the dataset itself. */
export function range(start: number, length: number, of?: Pick<View, "at">): View {
  return { length, at: of === undefined ? (position) => start + position : (position) => of.at(start + position) };
}

/** All positions of another view but `start` to `start + length`. */
export function without(start: number, length: number, of: View): View {
  return { length: of.length - length, at: (position) => of.at(position < start ? position : position + length) };
}

/** The indices of a list, which is held and not copied. */
export function listed(indices: ArrayLike<number>): View {
  return { length: indices.length, at: (position) => indices[position] as number };
}

/** The samples of a dataset that a view chooses, in its order. Takes the memory of the view and no more. */
export function partOf(whole: ColumnDataset, view: View, name?: string): ColumnSubset;
export function partOf<Sample extends object>(whole: Dataset<Sample>, view: View, name?: string): Subset<Sample>;
export function partOf(whole: ListedDataset, view: View, name?: string): ColumnSubset | Subset<object>;
export function partOf(whole: ListedDataset, view: View, name?: string): ColumnSubset | Subset<object> {
  refuseOrdering("taking a part", whole);
  const { datasets, places } = sourcesOf(whole);
  const { length } = view;
  let indices: readonly number[] | undefined;
  const part = {
    length,
    get indices() {
      indices ??= Array.from({ length }, (_, position) => view.at(position));
      return indices;
    },
    ...(isColumnDataset(whole)
      ? { readColumns: readThrough(whole, view) }
      : { get: (position: number) => whole.get(indexAt(view, position)) }),
    ...(whole.classes === undefined ? {} : { classes: whole.classes }),
    ...("schema" in whole && whole.schema !== undefined ? { schema: whole.schema } : {}),
    ...(name === "train" || name === "validation" || name === "test" ? { split: name } : {}),
  } as ColumnSubset | Subset<object>;
  const chosen: Places = {
    length,
    at: (position) => places.at(view.at(position)),
    datasetAt: (position) => places.datasetAt(view.at(position)),
    rowAt: (position) => places.rowAt(view.at(position)),
  };
  return setSources(part, { datasets, places: chosen });
}

/** Reads rows by their numbers in the part. A loader reads the sources directly; this is for whoever calls it. */
function readThrough(whole: ColumnDataset, view: View): ColumnDataset["readColumns"] {
  return (positions, context) => {
    const rows = numberList(positions.length, whole.length);
    for (let i = 0; i < rows.length; i++) rows[i] = indexAt(view, positions[i] as number);
    return whole.readColumns(rows, context);
  };
}

function indexAt(view: View, position: number): number {
  if (Number.isInteger(position) && position >= 0 && position < view.length) return view.at(position);
  throw new RangeError(`there is no sample ${position}: this part of a dataset has ${view.length}, which count from 0`);
}
