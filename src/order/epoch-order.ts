import type { Bins, GlobalBatches } from "./global-batches.ts";
import type { Meetings } from "./meetings.ts";
import type { Places, Reference } from "./reference.ts";
import { type NumberList, numberList, type RowNumbers } from "./row-numbers.ts";
import { type Shard, type Stretch, stretchOf, whole } from "./shard.ts";
import type { WindowStart } from "./windowed-batches.ts";

export interface EpochOrderOptions {
  /** Which samples are together in a batch, over all ranks. */
  readonly batches: GlobalBatches;
  /** Whose rows of them. Default: all. */
  readonly shard?: Shard;
  /** Whom samples meet. Default: nobody. */
  readonly meetings?: Meetings;
}

/** Which samples make up the batches of an epoch for one rank, and where each is read. */
export class EpochOrder {
  readonly #places: Places;
  readonly #global: GlobalBatches;
  readonly #shard: Shard;
  readonly #meetings: Meetings | undefined;
  readonly #scratch = new Scratch((length) => this.#lists(length));

  constructor(places: Places, { batches, shard = whole, meetings }: EpochOrderOptions) {
    this.#places = places;
    this.#global = batches;
    this.#shard = shard;
    this.#meetings = meetings;
  }

  /** How many batches there are, for every rank as many. With a budget this goes through the epoch. */
  get batches(): number {
    return this.#global.count;
  }

  /** Whether there is a batch of this number. */
  has(number: number): boolean {
    return this.#global.has(number);
  }

  /** Where counting may begin again for a batch; undefined where nothing has to be counted. */
  windowOf(number: number): WindowStart | undefined {
    return this.#global.windowOf?.(number);
  }

  /** The position in the epoch, over all ranks, of the first row of a batch. The others follow. */
  positionOf(number: number): number {
    return this.#global.startOf(number) + this.#stretch(number).first;
  }

  /** The samples of a batch, in the order of its rows. */
  batch(number: number): readonly Reference[] {
    const { length, indices, copies, padding, packs } = this.#numbers(number, this.#scratch);
    const references: Reference[] = [];
    for (let row = 0; row < length; row++) {
      const index = indices[row] as number;
      const copy = copies === undefined ? 0 : (copies[row] as number);
      const reference = this.#reference(index, copy, row >= length - padding);
      references.push(packs === undefined ? reference : { ...reference, pack: packs[row] as number });
    }
    return references;
  }

  #reference(index: number, copy: number, isPadding: boolean): Reference {
    const { dataset, row } = this.#places.at(index);
    const partners = this.#meetings?.of(index, copy);
    if (isPadding) return { index, copy, dataset, row, ...(partners === undefined ? {} : { partners }), padding: true };
    return partners === undefined ? { index, copy, dataset, row } : { index, copy, dataset, row, partners };
  }

  /** As `batch`, as lists of numbers. Whom samples meet is not in them: rows of columns meet nobody. */
  rows(number: number): RowNumbers {
    const { length, indices, copies, padding, packs } = this.#numbers(number);
    const places = this.#places;
    // Made where they are needed: small buffers are most of what a collector finds on this thread.
    let datasets: Uint32Array | undefined;
    let rows: NumberList | undefined;
    for (let i = 0; i < length; i++) {
      const index = indices[i] as number;
      const row = places.rowAt(index);
      if (row !== index) rows ??= indices.slice();
      if (rows !== undefined) {
        // The rows of a source may be more than those of the part that is loaded.
        if (row > 0xffffffff && rows instanceof Uint32Array) rows = Float64Array.from(rows);
        rows[i] = row;
      }
      const dataset = places.datasetAt(index);
      if (dataset !== 0) datasets ??= new Uint32Array(length);
      if (datasets !== undefined) datasets[i] = dataset;
    }
    return {
      length,
      indices,
      ...(datasets === undefined ? {} : { datasets }),
      ...(rows === undefined ? {} : { rows }),
      ...(copies === undefined ? {} : { copies }),
      ...(padding === 0 ? {} : { padding }),
      ...(packs === undefined ? {} : { packs }),
    };
  }

  /** @param scratch lists to write into, for whoever does not keep them. Default: lists of their own. */
  #numbers(number: number, scratch?: Scratch) {
    const { first, end, padding } = this.#stretch(number);
    const length = end - first;
    const lists = scratch?.of(length) ?? this.#lists(length);
    const { indices, copies } = lists;
    this.#global.fill(number, first, indices, copies);
    const bins = this.#global.binsOf?.(number);
    return { length, indices, copies, padding, packs: bins === undefined ? undefined : binNumbers(bins, first, end) };
  }

  #lists(length: number): Lists {
    const copies = this.#global.copies ? numberList(length, Number.POSITIVE_INFINITY) : undefined;
    return { indices: numberList(length, this.#places.length), copies };
  }

  #stretch(number: number): Stretch {
    const bins = this.#global.binsOf?.(number);
    if (bins !== undefined) return stretchOfBins(this.#shard, bins);
    return stretchOf(this.#shard, this.#global.sizeOf(number), this.#global.paddingOf(number));
  }
}

/** The numbers of a batch's rows. */
interface Lists {
  readonly indices: NumberList;
  readonly copies: NumberList | undefined;
}

/**
 * Lists that are written anew for each batch. V8 answers an allocation of a buffer, however small, with a collection while
 * a batch of tens of megabytes lies young on the same heap: the trainer would wait for it.
 */
class Scratch {
  readonly #make: (length: number) => Lists;
  #lists: Lists | undefined;

  constructor(make: (length: number) => Lists) {
    this.#make = make;
  }

  of(length: number): Lists {
    if (this.#lists === undefined || this.#lists.indices.length < length) this.#lists = this.#make(length);
    const { indices, copies } = this.#lists;
    if (indices.length === length) return this.#lists;
    return { indices: indices.subarray(0, length), copies: copies?.subarray(0, length) };
  }
}

/** The rows of a rank's bins: no bin is divided. */
function stretchOfBins(shard: Shard, { ends, padding: padded }: Bins): Stretch {
  const { first, end, padding } = stretchOf(shard, ends.length, padded);
  const rowOf = (bin: number) => (bin === 0 ? 0 : (ends[bin - 1] as number));
  return { first: rowOf(first), end: rowOf(end), padding: rowOf(end) - rowOf(end - padding) };
}

/** The number of the bin of each row. */
function binNumbers({ ends }: Bins, first: number, end: number): Uint32Array {
  const numbers = new Uint32Array(end - first);
  let bin = 0;
  for (let row = first; row < end; row++) {
    while ((ends[bin] as number) <= row) bin++;
    numbers[row - first] = bin;
  }
  return numbers;
}
