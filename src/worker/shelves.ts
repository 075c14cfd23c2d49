import { Shelf } from "./shelf.ts";

/** Idle shelves that are kept; those beyond, which many batches read ahead needed for a while, are given up. */
const mostIdle = 4;

/** The shelves of a thread: one for each batch that is on its way at the same time. */
export class Shelves {
  readonly #idle: Shelf[] = [];
  readonly #all: Shelf[] = [];

  /** Bytes of all of them. */
  get bytes(): number {
    return this.#all.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** A shelf with nothing on it, for one batch. */
  take(): Shelf {
    const known = this.#idle.pop();
    if (known !== undefined) return known;
    const shelf = new Shelf();
    this.#all.push(shelf);
    return shelf;
  }

  /** Leaves a shelf to whoever may still write to it: it is gone, and counts no longer. */
  abandon(shelf: Shelf): void {
    this.#all.splice(this.#all.indexOf(shelf), 1);
  }

  /** Gives up the memory of the shelves on which nothing lies. */
  giveUpIdle(): void {
    for (const shelf of this.#idle.splice(0)) this.abandon(shelf);
  }

  /** Gives a shelf back: what lay on it is gone. */
  giveBack(shelf: Shelf): void {
    if (this.#idle.length >= mostIdle) {
      this.abandon(shelf);
      return;
    }
    shelf.clear();
    this.#idle.push(shelf);
  }
}
