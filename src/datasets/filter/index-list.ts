import { type NumberList, numberList } from "../../order/row-numbers.ts";

/** Indices of a dataset, one after another, that grow in number: 4 bytes each, 8 in datasets of more than 2³² samples. */
export class IndexList {
  readonly #samples: number;
  #list: NumberList;
  #length = 0;

  /** @param samples how many the dataset has, which is the most that come. */
  constructor(samples: number) {
    this.#samples = samples;
    this.#list = numberList(Math.min(samples, 1024), samples);
  }

  get length(): number {
    return this.#length;
  }

  push(index: number): void {
    if (this.#length === this.#list.length) {
      const larger = numberList(Math.min(this.#samples, 2 * this.#length), this.#samples);
      larger.set(this.#list);
      this.#list = larger;
    }
    this.#list[this.#length++] = index;
  }

  /** The indices in memory that is as large as they need. */
  finished(): NumberList {
    return this.#length === this.#list.length ? this.#list : this.#list.slice(0, this.#length);
  }
}
