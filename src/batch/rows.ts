import type { Reference } from "../order/reference.ts";
import { type RowNumbers, referencesOf } from "../order/row-numbers.ts";

/** What the rows of a batch are. */
export interface BatchRows {
  readonly length: number;
  readonly indices: readonly number[];
  readonly references: readonly Reference[];
}

/** Rows of samples, which are references already. */
export function rowsOfSamples(references: readonly Reference[]): BatchRows {
  return { length: references.length, references, indices: references.map(({ index }) => index) };
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

  get indices(): readonly number[] {
    this.#indices ??= Array.from(this.#numbers.indices);
    return this.#indices;
  }

  get references(): readonly Reference[] {
    this.#references ??= referencesOf(this.#numbers);
    return this.#references;
  }
}
