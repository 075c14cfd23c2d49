import { closeSync, readSync } from "node:fs";
import { defaultMaxFileBytes } from "./limits.ts";
import { checkFileBytes, firstLook, looksLikeImage, openFile } from "./open-file.ts";

/** Bytes at first: a few photographs for the web. */
const firstBytes = 512 * 1024;

/** What a large file made it grow to is kept up to here. */
const mostKept = 32 * 1024 * 1024;

/** Files begin at multiples of this. */
const alignment = 16;

/**
 * Memory that the files of one sample are read into, and then those of the next. New memory for each file would make V8
 * collect every few hundred files, and clear the pages every time.
 */
export class FileMemory {
  #memory = new Uint8Array(0);
  #used = 0;
  readonly #least: number;

  /** @param least bytes that it takes when the first file comes. */
  constructor(least = firstBytes) {
    this.#least = least;
  }

  /** Bytes it takes, used or not. */
  get bytes(): number {
    return this.#memory.length;
  }

  /**
   * Reads a file and waits for it. In a worker that is the faster way by far where the file is in the page cache or on a
   * local disk: a promise would take longer than the reading.
   *
   * A large file whose beginning is no image's is not read further: what comes is its beginning.
   *
   * @param mostBytes a larger file is refused.
   * @returns its bytes, which stay until `clear`.
   * @throws UnreadableFile for what is no file, or too large; the errors of the file system.
   */
  read(path: string, mostBytes = defaultMaxFileBytes): Uint8Array {
    return this.#read(path, mostBytes, true);
  }

  /** As `read`, for a file of whatever size that is no image. */
  readWhole(path: string): Uint8Array {
    return this.#read(path, Number.POSITIVE_INFINITY, false);
  }

  #read(path: string, mostBytes: number, onlyImages: boolean): Uint8Array {
    // Numbers of any type can be read where they lie.
    this.#used = Math.ceil(this.#used / alignment) * alignment;
    const { descriptor, size } = openFile(path, mostBytes);
    try {
      let length = 0;
      // A file that says 0 may hold something all the same, as those of /proc do.
      while (size === 0 || length < size) {
        const most = size > firstLook && length === 0 ? firstLook : size === 0 ? firstBytes : size - length;
        if (this.#memory.length - this.#used < length + most) this.#grow(length, most);
        const start = this.#used + length;
        const count = readSync(descriptor, this.#memory, start, most, null);
        if (count === 0) break;
        const isStart = length === 0;
        length += count;
        checkFileBytes(length, mostBytes);
        if (!onlyImages || !isStart || size <= firstLook) continue;
        if (!looksLikeImage(this.#memory.subarray(start, start + count))) break;
      }
      const bytes = this.#memory.subarray(this.#used, this.#used + length);
      this.#used += length;
      return bytes;
    } finally {
      closeSync(descriptor);
    }
  }

  /** Its files are not needed any more. */
  clear(): void {
    this.#used = 0;
    if (this.#memory.length > mostKept) this.#memory = new Uint8Array(0);
  }

  /** Goes on in larger memory with the file that is being read; the files before it stay where they are. */
  #grow(length: number, most: number): void {
    const larger = new Uint8Array(Math.max(this.#least, 2 * this.#memory.length, length + most));
    larger.set(this.#memory.subarray(this.#used, this.#used + length));
    this.#memory = larger;
    this.#used = 0;
  }
}
