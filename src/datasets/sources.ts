import type { Places } from "../order/reference.ts";
import type { ColumnDataset, ListedDataset } from "./column-dataset.ts";
import type { Dataset } from "./dataset.ts";

/** What a dataset is made of: where its samples are really read. */
export interface Sources<One = Dataset> {
  /** The datasets that are read; a reference's `dataset` is the place in this list. */
  readonly datasets: readonly One[];
  readonly places: Places;
}

const derived = new WeakMap<object, Sources<ListedDataset>>();

/**
 * Remembers that a dataset holds no samples of its own but is a function on the places of others. Parts, concatenations
 * and whatever else chooses among samples are made this way: a loader reads the others directly, in workers where they
 * can be read there, and nothing is copied.
 */
export function setSources<One extends object>(dataset: One, sources: Sources<ListedDataset>): One {
  derived.set(dataset, sources);
  return dataset;
}

/** What a dataset is made of: the places it was derived with, or itself, row by row. */
export function sourcesOf(dataset: Dataset<object>): Sources;
export function sourcesOf(dataset: ColumnDataset): Sources<ColumnDataset>;
export function sourcesOf(dataset: ListedDataset): Sources<ListedDataset>;
export function sourcesOf(dataset: ListedDataset): Sources<ListedDataset> {
  return derived.get(dataset) ?? { datasets: [dataset], places: new OwnRows(dataset.length) };
}

/** The rows of one dataset, as they are. */
class OwnRows implements Places {
  readonly length: number;

  constructor(length: number) {
    this.length = length;
  }

  at(index: number) {
    return { dataset: 0, row: index };
  }

  datasetAt() {
    return 0;
  }

  rowAt(index: number) {
    return index;
  }
}
