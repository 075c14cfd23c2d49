import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";

/** Bytes that a disk gives a file at least; sizes are counted in these. */
const blockBytes = 4096;
const recordBytes = 4;
/** Records that are read at once. */
const mostRecords = 16_384;

/** A ledger that no process of ours has written so. */
export class BrokenLedger extends Error {
  override readonly name = "BrokenLedger";
}

/**
 * How much was written into a folder, by all processes and since its beginning: a file to which every writer appends what
 * it takes, before it writes, and what it gives back, where it did not write after all. Appending four bytes is one step
 * for a file system, so there is nothing to be locked; a writer that dies on its way leaves too much counted, never too
 * little. (Over a network, where appending is no single step, a number may be lost.)
 *
 * Whoever takes looks at the sum afterwards, with everybody's before it, so that all together never keep more than is
 * allowed.
 */
export class Ledger {
  readonly #path: string;
  readonly #buffer = new Int32Array(mostRecords);
  #descriptor: number | undefined;
  /** How far the file was read, and the sum up to there. */
  #read = 0;
  #blocks = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Takes so many bytes, for a file of that size.
   *
   * @returns false where more than `maxBytes` would be taken; nothing is then.
   * @throws BrokenLedger, and the errors of the file system.
   */
  take(bytes: number, maxBytes: number): boolean {
    const blocks = Math.ceil(bytes / blockBytes);
    this.#append(blocks);
    if (this.#sum() * blockBytes <= maxBytes) return true;
    this.#append(-blocks);
    return false;
  }

  /** Gives back what was taken for a file of that size. */
  giveBack(bytes: number): void {
    this.#append(-Math.ceil(bytes / blockBytes));
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  get #file(): number {
    this.#descriptor ??= openSync(this.#path, "a+");
    return this.#descriptor;
  }

  #append(blocks: number): void {
    const record = Int32Array.of(blocks);
    const written = writeSync(this.#file, record);
    if (written !== recordBytes) throw new BrokenLedger(`${this.#path} could be written in part only`);
  }

  /** Blocks that are taken, with what others wrote meanwhile. */
  #sum(): number {
    const { size } = fstatSync(this.#file);
    if (size % recordBytes !== 0) throw new BrokenLedger(`${this.#path} ends in the middle of a number`);
    while (this.#read < size) {
      const most = Math.min(size - this.#read, this.#buffer.byteLength);
      const bytes = readSync(this.#file, this.#buffer, 0, most, this.#read);
      // Whole numbers only: the rest is read again.
      const records = Math.floor(bytes / recordBytes);
      if (records === 0) throw new BrokenLedger(`${this.#path} is shorter than it was`);
      for (let i = 0; i < records; i++) this.#blocks += this.#buffer[i] as number;
      this.#read += records * recordBytes;
    }
    if (this.#blocks < 0) throw new BrokenLedger(`${this.#path} counts less than nothing`);
    return this.#blocks;
  }
}
