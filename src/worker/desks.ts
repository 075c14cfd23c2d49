import { FileMemory } from "../decode/file-memory.ts";

/** Memory of that many desks is kept; of those beyond, which a crowd of waiting samples needed, it is given up. */
const mostKept = 4;

/**
 * The desks of a thread: memory for the files of a sample that is being made. A sample keeps its desk from its first
 * file to its last pixel, however long it waits in between, so there are as many desks as samples are on their way.
 * Most are made in one go, at the first desk.
 */
export class Desks {
  readonly #desks: FileMemory[] = [];
  readonly #free: number[] = [];

  /** Bytes that the files of all desks take. */
  get bytes(): number {
    return this.#desks.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The number of a free desk. */
  take(): number {
    return this.#free.pop() ?? this.#desks.push(new FileMemory()) - 1;
  }

  /** Leaves a desk: the files that were read there are gone. */
  leave(desk: number): void {
    if (desk < mostKept) {
      this.#desks[desk]?.clear();
      this.#free.push(desk);
    } else {
      this.#desks[desk] = new FileMemory();
      // Taken last: the next sample finds memory that is there already.
      this.#free.unshift(desk);
    }
  }

  /** Gives up the memory of the desks that are free. */
  giveUpIdle(): void {
    for (const desk of this.#free) this.#desks[desk] = new FileMemory();
  }

  /** The memory for files at a desk. */
  filesOf(desk: number): FileMemory {
    return this.#desks[desk] as FileMemory;
  }
}
