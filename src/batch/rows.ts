import type { Reference } from "../order/reference.ts";
import { type RowNumbers, referencesOf } from "../order/row-numbers.ts";

/** What the rows of a batch are. */
export interface BatchRows {
  readonly length: number;
  /** How many rows, at the end, are there for the size alone. */
  readonly padding: number;
  readonly indices: readonly number[];
  readonly references: readonly Reference[];
  /** Where the bins end that they are packed into; undefined where they are not. */
  readonly packs: Uint32Array | undefined;
}

/** Rows of samples, which are references already. */
export function rowsOfSamples(references: readonly Reference[]): BatchRows {
  const { length } = references;
  let padding = 0;
  while (padding < length && references[length - padding - 1]?.padding === true) padding++;
  const packs = references[0]?.pack === undefined ? undefined : endsOf(length, (row) => references[row]?.pack);
  return { length, padding, references, indices: references.map(({ index }) => index), packs };
}

/** Where the bins end, by the bin of each row. A bin of which nothing is left is none. */
function endsOf(length: number, binOf: (row: number) => number | undefined): Uint32Array {
  const ends: number[] = [];
  for (let row = 1; row < length; row++) if (binOf(row) !== binOf(row - 1)) ends.push(row);
  if (length > 0) ends.push(length);
  return Uint32Array.from(ends);
}

/** Rows of columns, which are lists of numbers: what is asked for is made then, once. */
export class ColumnRows implements BatchRows {
  readonly #numbers: RowNumbers;
  #indices: readonly number[] | undefined;
  #references: readonly Reference[] | undefined;

  constructor(numbers: RowNumbers) {
    this.#numbers = numbers;
  }

  get length(): number {
    return this.#numbers.length;
  }

  get padding(): number {
    return this.#numbers.padding ?? 0;
  }

  get indices(): readonly number[] {
    this.#indices ??= Array.from(this.#numbers.indices);
    return this.#indices;
  }

  get packs(): Uint32Array | undefined {
    const { length, packs } = this.#numbers;
    return packs === undefined ? undefined : endsOf(length, (row) => packs[row]);
  }

  get references(): readonly Reference[] {
    this.#references ??= referencesOf(this.#numbers);
    return this.#references;
  }
}
