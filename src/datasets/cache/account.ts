import { warn } from "../../worker/warnings.ts";

/** What a cache has done in this process, in all threads. */
export interface CacheStatistics {
  /** Samples whose pictures came out of the cache. */
  readonly hits: number;
  /** Samples whose pictures were decoded. */
  readonly misses: number;
  /** Samples whose pictures were written into the cache. */
  readonly stored: number;
}

const places = { hits: 0, misses: 1, stored: 2, full: 3, unwritable: 4, damaged: 5, closed: 6 } as const;

/** What can be the matter with a cache; each is told once. */
export type Trouble = "full" | "unwritable" | "damaged";

/** The numbers of a cache, in memory that all threads share. */
export class Account {
  readonly #numbers: Int32Array;

  constructor(numbers: Int32Array) {
    this.#numbers = numbers;
  }

  /** Memory for one. */
  static memory(): Int32Array<SharedArrayBuffer> {
    return new Int32Array(new SharedArrayBuffer(4 * Object.keys(places).length));
  }

  count(what: keyof CacheStatistics): void {
    Atomics.add(this.#numbers, places[what], 1);
  }

  get statistics(): CacheStatistics {
    // Read as unsigned: they may be counted beyond 2³¹.
    const [hits, misses, stored] = new Uint32Array(this.#numbers.buffer) as unknown as [number, number, number];
    return { hits, misses, stored };
  }

  /** Whether nothing more is kept. */
  get isClosed(): boolean {
    return Atomics.load(this.#numbers, places.closed) !== 0;
  }

  /** From now on nothing more is kept, by no thread of this process. */
  close(): void {
    Atomics.store(this.#numbers, places.closed, 1);
  }

  /** Notes a trouble; whoever meets it first tells of it. */
  meet(trouble: Trouble, text: string): void {
    if (Atomics.exchange(this.#numbers, places[trouble], 1) === 0) warn("MILLRACE_CACHE", `cache: ${text}`);
  }
}
