import type { SlabStore } from "../worker/slabs.ts";
import type { Credits } from "./credits.ts";

/**
 * The batch that the user has, and what was released and is still on this thread's heap. Both leave when the next batch
 * has been taken, where there is room for both: a heap that gives up 38 MB and gains them again takes it for growth, and
 * collects.
 */
export class InUse {
  readonly #credits: Credits;
  readonly #slabs: SlabStore;
  readonly #released: { readonly rows: number; readonly slabs: readonly ArrayBuffer[] }[] = [];
  #bytes = 0;

  constructor(credits: Credits, slabs: SlabStore) {
    this.#credits = credits;
    this.#slabs = slabs;
  }

  /** A batch of so many bytes was handed out; the one before it leaves the count. */
  handedOut(bytes: number): void {
    this.leave();
    this.#credits.handedOut();
    this.#bytes = bytes;
  }

  /** Slabs of a released batch of so many rows. */
  release(rows: number, slabs: readonly ArrayBuffer[]): void {
    this.#released.push({ rows, slabs });
  }

  leave(): void {
    this.#credits.left(this.#bytes);
    this.#bytes = 0;
    for (const { rows, slabs } of this.#released.splice(0)) this.#slabs.put(rows, slabs);
  }

  /** With nothing in flight there must be room for one more: recycled memory of another size may be in its way. */
  makeRoom(): void {
    if (this.#credits.available(0)) return;
    this.#slabs.clear();
    if (!this.#credits.available(0)) this.#credits.expect({ batch: this.#credits.batchBytes ?? 0, working: 0 });
  }
}
