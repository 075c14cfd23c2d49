import { checkLimit, type Expectation } from "./bytes.ts";

/**
 * Counts what is in flight: batches and bytes. Nothing is given out without credit, so a slow consumer holds the
 * workers back instead of filling the memory.
 */
export class Credits {
  readonly limit: number;
  readonly #mostBatches: number;
  readonly #recycledBytes: () => number;
  readonly #threads: number;
  /** What each thread said last of its working memory. */
  readonly #workingBytes = new Map<number, number>();
  /** What a thread is taken to need that has said nothing yet. */
  #expectedWorkingBytes = 0;
  /** Batches in the making and ready. */
  #ahead = 0;
  /** Bytes of batches that were made and wait, or are in use. */
  #held = 0;
  /** Batches in the making. */
  #making = 0;
  /** Bytes of samples that cross to a worker. */
  #carried = 0;
  /** Bytes of samples that are being read, or were read ahead, here and in workers. */
  #reading = 0;
  /** The most that the samples of one plan were. */
  #mostCarried = 0;
  #batchBytes: number | undefined;
  #peak = 0;

  /** @param threads that make batches, each with working memory of its own. */
  constructor(limit: number, threads: number, mostBatches: number, recycledBytes: () => number) {
    this.limit = limit;
    this.#threads = threads;
    this.#mostBatches = mostBatches;
    this.#recycledBytes = recycledBytes;
  }

  /** Bytes of one batch; undefined before one was foretold or made. */
  get batchBytes(): number | undefined {
    return this.#batchBytes;
  }

  /** Bytes that are accounted for now: batches, samples on their way, recycled memory and the workers' working memory. */
  get bytes(): number {
    return (
      this.#carried +
      this.#reading +
      this.#held +
      this.#making * (this.#batchBytes ?? 0) +
      this.#recycledBytes() +
      this.workingBytes
    );
  }

  /** The threads' working memory; one that has made nothing yet is taken to need as much as the others. */
  get workingBytes(): number {
    let sum = 0;
    for (const bytes of this.#workingBytes.values()) sum += bytes;
    return sum + (this.#threads - this.#workingBytes.size) * this.#expectedWorkingBytes;
  }

  /** The most that `bytes` ever was. */
  get peak(): number {
    return this.#peak;
  }

  get making(): number {
    return this.#making;
  }

  /** Sets what a batch, and a thread's working memory, will take. @throws OptionError when two batches pass the limit. */
  expect({ batch, working }: Expectation): void {
    this.#expectedWorkingBytes = Math.max(this.#expectedWorkingBytes, working);
    this.#batchBytes = Math.max(this.#batchBytes ?? 0, batch);
    this.#check();
  }

  /** Whether one more batch may be made now. Before the size of a batch is known, only one is. */
  available(recycled: number): boolean {
    return this.#ahead < this.#mostBatches && this.hasRoom(recycled);
  }

  /** Whether there are bytes for one more batch, in recycled memory of so many bytes or beside it. */
  hasRoom(recycled: number): boolean {
    if (this.#batchBytes === undefined) return this.#making === 0;
    // With nothing on its way, samples that were read ahead or posted are no reason to wait: the next batch is made of them.
    const counted = this.#ahead > 0 ? this.bytes : this.bytes - this.#reading - this.#carried;
    // Recycled slabs that the new batch is written into are counted already.
    return counted + this.#mostCarried + this.#batchBytes - Math.min(recycled, this.#batchBytes) <= this.limit;
  }

  /** Whether samples of so many bytes may be read ahead, and leave room for a batch to be used and one to be made. */
  mayRead(bytes: number): boolean {
    return this.bytes + bytes + 2 * (this.#batchBytes ?? 0) <= this.limit;
  }

  /** So many bytes more are being read or were read, or fewer where the number is below 0. */
  reading(bytes: number): void {
    this.#reading += bytes;
    this.#note();
  }

  /**
   * Samples cross to a worker: they count until `uncarried` is called with the same number.
   *
   * @param bytes what the samples of one plan take, as `sampleBytes` counts them, in all threads that hold them.
   */
  carried(bytes: number): void {
    this.#carried += bytes;
    this.#mostCarried = Math.max(this.#mostCarried, bytes);
    this.#note();
  }

  uncarried(bytes: number): void {
    this.#carried -= bytes;
  }

  take(): void {
    this.#ahead++;
    this.#making++;
    this.#note();
  }

  /** A batch was made. @throws OptionError when two batches of its size pass the limit. */
  made(bytes: number, worker: number, workingBytes: number): void {
    this.#making--;
    this.#held += bytes;
    this.#heard(worker, workingBytes);
    this.#batchBytes = Math.max(this.#batchBytes ?? 0, bytes);
    this.#note();
    this.#check();
  }

  /** A batch came to nothing. */
  failed(): void {
    this.#making--;
    this.#ahead--;
  }

  /** A batch was handed out; its bytes stay in the count until it is left. */
  handedOut(): void {
    this.#ahead--;
  }

  /** A batch that was handed out belongs to the user now, or was never wanted. */
  left(bytes: number): void {
    this.#held -= bytes;
  }

  #check(): void {
    checkLimit({ batch: this.#batchBytes ?? 0, working: this.workingBytes, carried: this.#mostCarried }, this.limit);
  }

  #heard(worker: number, bytes: number): void {
    this.#workingBytes.delete(worker);
    this.#workingBytes.set(worker, bytes);
    this.#expectedWorkingBytes = Math.max(this.#expectedWorkingBytes, bytes);
    // A worker that died took its memory along, and its replacement has another number: the one not heard of for longest goes.
    const [oldest] = this.#workingBytes.keys();
    if (this.#workingBytes.size > this.#threads && oldest !== undefined) this.#workingBytes.delete(oldest);
  }

  #note(): void {
    this.#peak = Math.max(this.#peak, this.bytes);
  }
}
