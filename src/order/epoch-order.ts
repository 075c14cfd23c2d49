import type { Seed } from "@millrace/core";
import type { Meetings } from "./meetings.ts";
import { Permutation } from "./permutation.ts";
import type { Places, Reference } from "./reference.ts";
import { type NumberList, numberList, type RowNumbers } from "./row-numbers.ts";

export interface EpochOrderOptions {
  readonly batchSize: number;
  /** Leave out a last batch that is not full. */
  readonly dropLast: boolean;
  readonly shuffle: boolean;
  readonly seed: Seed;
  /** The epoch, from 0. */
  readonly epoch: number;
  /** How often each sample comes in an epoch, from 1; its copies follow one another. Default 1. */
  readonly copies?: number;
  /** Whom samples meet. Default: nobody. */
  readonly meetings?: Meetings;
}

/** Which samples make up the batches of an epoch: in order, or shuffled anew each epoch. Takes no memory, whatever the dataset. */
export class EpochOrder {
  /** How many batches there are. */
  readonly batches: number;
  readonly #places: Places;
  readonly #permutation: Permutation | undefined;
  readonly #batchSize: number;
  readonly #copies: number;
  readonly #meetings: Meetings | undefined;
  readonly #length: number;

  constructor(places: Places, { batchSize, dropLast, shuffle, seed, epoch, copies = 1, meetings }: EpochOrderOptions) {
    this.#places = places;
    this.#permutation = shuffle ? new Permutation(places.length, seed, epoch) : undefined;
    this.#batchSize = batchSize;
    this.#copies = copies;
    this.#meetings = meetings;
    this.#length = places.length * copies;
    this.batches = batchCount(this.#length, batchSize, dropLast);
  }

  /** The samples of a batch, from 0 to `batches` − 1, in the order of its rows. */
  batch(number: number): readonly Reference[] {
    const start = number * this.#batchSize;
    const count = Math.min(this.#batchSize, this.#length - start);
    return Array.from({ length: count }, (_, row) => this.#at(start + row));
  }

  /** As `batch`, as lists of numbers. Whom samples meet is not in them: rows of columns meet nobody. */
  rows(number: number): RowNumbers {
    const start = number * this.#batchSize;
    const length = Math.min(this.#batchSize, this.#length - start);
    const places = this.#places;
    const indices = numberList(length, places.length);
    const copies = this.#copies === 1 ? undefined : new Uint32Array(length);
    if (copies !== undefined) this.#fillCopies(start, indices, copies);
    else if (this.#permutation !== undefined) this.#permutation.fill(start, indices);
    else for (let i = 0; i < length; i++) indices[i] = start + i;
    const datasets = new Uint32Array(length);
    // The rows of a source may be more than those of the part that is loaded.
    let rows: NumberList = numberList(length, places.length);
    let several = false;
    let moved = false;
    for (let i = 0; i < length; i++) {
      const index = indices[i] as number;
      const row = places.rowAt(index);
      if (row > 0xffffffff && rows instanceof Uint32Array) rows = Float64Array.from(rows);
      rows[i] = row;
      moved ||= row !== index;
      datasets[i] = places.datasetAt(index);
      several ||= datasets[i] !== 0;
    }
    return {
      length,
      indices,
      ...(several ? { datasets } : {}),
      ...(moved ? { rows } : {}),
      ...(copies === undefined ? {} : { copies }),
    };
  }

  #fillCopies(start: number, indices: NumberList, copies: Uint32Array): void {
    for (let i = 0; i < copies.length; i++) {
      const sample = Math.floor((start + i) / this.#copies);
      indices[i] = this.#permutation === undefined ? sample : this.#permutation.at(sample);
      copies[i] = start + i - sample * this.#copies;
    }
  }

  #at(position: number): Reference {
    const sample = Math.floor(position / this.#copies);
    const index = this.#permutation === undefined ? sample : this.#permutation.at(sample);
    const { dataset, row } = this.#places.at(index);
    const copy = position - sample * this.#copies;
    if (this.#meetings === undefined) return { index, copy, dataset, row };
    return { index, copy, dataset, row, partners: this.#meetings.of(index, copy) };
  }
}

/** How many batches `length` samples make. */
export function batchCount(length: number, batchSize: number, dropLast: boolean): number {
  return dropLast ? Math.floor(length / batchSize) : Math.ceil(length / batchSize);
}
