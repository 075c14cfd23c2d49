import type { Reference } from "../order/reference.ts";
import { type RowNumbers, referencesOf } from "../order/row-numbers.ts";

/** What the rows of a batch are. */
export interface BatchRows {
  readonly length: number;
  /** How many rows, at the end, are there for the size alone. */
  readonly padding: number;
  readonly indices: readonly number[];
  readonly references: readonly Reference[];
}

/** Rows of samples, which are references already. */
export function rowsOfSamples(references: readonly Reference[]): BatchRows {
  const { length } = references;
  let padding = 0;
  while (padding < length && references[length - padding - 1]?.padding === true) padding++;
  return { length, padding, references, indices: references.map(({ index }) => index) };
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

  get references(): readonly Reference[] {
    this.#references ??= referencesOf(this.#numbers);
    return this.#references;
  }
}
