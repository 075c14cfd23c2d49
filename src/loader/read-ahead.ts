import type { SlabChannel } from "../worker/slab-channel.ts";
import type { Credits } from "./credits.ts";

/** A plan that was given out to be read. */
export interface PlanAhead {
  readonly rows: number;
  /** Reads that it takes: one for each sample, and one for all columns of a table. */
  readonly places: number;
  /** Its far end was transferred, and no recycled slabs are in it yet. */
  readonly channel: SlabChannel;
}

/**
 * Plans of an epoch that workers have for their samples or columns to be read, and whose batches they may not make yet.
 * Where these have to be waited for, reads run ahead of what may be made, as far as there are places for them.
 */
export class ReadAhead {
  /** Up to which batch workers may make what they read, in shared memory. */
  readonly allowed: Int32Array;
  readonly #credits: Credits;
  readonly #places: number;
  readonly #plans = new Map<number, PlanAhead>();
  #taken = 0;
  /** Bytes of the largest sample, or row, that workers had to wait for; undefined: they had to wait for none. */
  #sampleBytes: number | undefined;

  /**
   * @param places reads that all workers together may wait for.
   * @param allowed one word of shared memory.
   * @param firstBatch the first one, which may not be made yet.
   */
  constructor(credits: Credits, places: number, allowed: Int32Array, firstBatch: number) {
    this.#credits = credits;
    this.allowed = allowed;
    this.#places = places;
    this.allow(firstBatch);
  }

  /** Whether one more plan, of so many rows, may be given out before it may be made. */
  mayAdd(rows: number): boolean {
    return this.#sampleBytes !== undefined && this.#taken < this.#places && this.#credits.mayRead(this.bytesOf(rows));
  }

  /** Bytes of so many samples or rows while they wait in a worker, as far as is known: 0 where none had to be waited for. */
  bytesOf(rows: number): number {
    return rows * (this.#sampleBytes ?? 0);
  }

  add(batch: number, plan: PlanAhead): void {
    this.#plans.set(batch, plan);
    this.#taken += plan.places;
  }

  /** Takes a plan out, because it may be made now or came to nothing; undefined where it was not read ahead. */
  take(batch: number): PlanAhead | undefined {
    const plan = this.#plans.get(batch);
    if (plan === undefined) return undefined;
    this.#plans.delete(batch);
    this.#taken -= plan.places;
    return plan;
  }

  has(batch: number): boolean {
    return this.#plans.has(batch);
  }

  /** Workers had to wait for samples or rows, the largest of so many bytes. */
  awaited(bytes: number): void {
    this.#sampleBytes = Math.max(this.#sampleBytes ?? 0, bytes);
  }

  /** Lets workers make the batches below this number. */
  allow(batches: number): void {
    Atomics.store(this.allowed, 0, batches);
    Atomics.notify(this.allowed, 0);
  }
}
