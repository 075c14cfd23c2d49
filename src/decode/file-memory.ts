import { closeSync, openSync, readSync } from "node:fs";

/** Bytes at first: a few photographs for the web. */
const firstBytes = 512 * 1024;

/** What a large file made it grow to is kept up to here. */
const mostKept = 32 * 1024 * 1024;

/**
 * Memory that the files of one sample are read into, and then those of the next. New memory for each file would make V8
 * collect every few hundred files, and clear the pages every time.
 */
export class FileMemory {
  #memory = new Uint8Array(0);
  #used = 0;

  /** Bytes it takes, used or not. */
  get bytes(): number {
    return this.#memory.length;
  }

  /**
   * Reads a file and waits for it. In a worker that is the faster way by far where the file is in the page cache or on a
   * local disk: a promise would take longer than the reading.
   *
   * @returns its bytes, which stay until `clear`.
   * @throws the errors of the file system.
   */
  read(path: string): Uint8Array {
    const file = openSync(path, "r");
    try {
      let length = 0;
      for (;;) {
        if (this.#used + length === this.#memory.length) this.#grow(length);
        const start = this.#used + length;
        const count = readSync(file, this.#memory, start, this.#memory.length - start, null);
        if (count === 0) break;
        length += count;
      }
      const bytes = this.#memory.subarray(this.#used, this.#used + length);
      this.#used += length;
      return bytes;
    } finally {
      closeSync(file);
    }
  }

  /** Its files are not needed any more. */
  clear(): void {
    this.#used = 0;
    if (this.#memory.length > mostKept) this.#memory = new Uint8Array(0);
  }

  /** Goes on in larger memory with the file that is being read; the files before it stay where they are. */
  #grow(length: number): void {
    const larger = new Uint8Array(Math.max(firstBytes, 2 * this.#memory.length));
    larger.set(this.#memory.subarray(this.#used, this.#used + length));
    this.#memory = larger;
    this.#used = 0;
  }
}
