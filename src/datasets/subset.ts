import { OptionError, show } from "@millrace/core";
import type { ColumnDataset, ListedDataset } from "./column-dataset.ts";
import type { Dataset } from "./dataset.ts";
import { type ColumnSubset, listed, partOf, range, type Subset } from "./part.ts";

/** A stretch of a dataset. */
export interface IndexRange {
  /** The first index, from 0. Default 0. */
  readonly start?: number;
  /** The index behind the last. Default: the dataset's length. */
  readonly end?: number;
}

/**
 * The samples of a dataset at these indices, in this order; an index may come more than once. Nothing is read or
 * copied; where the dataset is read in workers, so is its part.
 *
 * @param indices whole numbers from 0 to length − 1, kept in 4 bytes each (8 beyond 2³²), or a range
 * `{ start, end }`, which takes no memory.
 * @param name the part's `split`, where it is "train", "validation" or "test".
 * @throws OptionError for an index that is not in the dataset.
 */
export function subset(dataset: ColumnDataset, indices: ArrayLike<number> | IndexRange, name?: string): ColumnSubset;
export function subset<Sample extends object>(
  dataset: Dataset<Sample>,
  indices: ArrayLike<number> | IndexRange,
  name?: string,
): Subset<Sample>;
export function subset(
  dataset: ListedDataset,
  indices: ArrayLike<number> | IndexRange,
  name?: string,
): ColumnSubset | Subset<object> {
  if (!isList(indices)) return partOf(dataset, rangeOf(indices, dataset.length), name);
  const kept = new (dataset.length > 2 ** 32 ? Float64Array : Uint32Array)(indices.length);
  for (let position = 0; position < kept.length; position++) {
    const index = indices[position] as number;
    if (!(Number.isInteger(index) && index >= 0 && index < dataset.length)) {
      throw new OptionError(
        `subset: indices[${position}] must be a whole number from 0 to ${dataset.length - 1}, got ${show(index)}`,
      );
    }
    kept[position] = index;
  }
  return partOf(dataset, listed(kept), name);
}

function isList(indices: unknown): indices is ArrayLike<number> {
  return typeof indices === "object" && indices !== null && "length" in indices;
}

function rangeOf({ start = 0, end }: IndexRange, length: number) {
  const last = end ?? length;
  if (!(Number.isInteger(start) && Number.isInteger(last) && start >= 0 && start <= last && last <= length)) {
    throw new OptionError(
      `subset: a range must be whole numbers with 0 ≤ start ≤ end ≤ ${length}, the dataset's length, got ${show({ start, end: last })}`,
    );
  }
  return range(start, last - start);
}
