import { checkLimit } from "./bytes.ts";

/**
 * Counts what is in flight: batches and bytes. Nothing is given out without credit, so a slow consumer holds the
 * workers back instead of filling the memory.
 */
export class Credits {
  readonly limit: number;
  readonly #mostBatches: number;
  readonly #recycledBytes: () => number;
  readonly #kernelBytes = new Map<number, number>();
  /** Batches in the making and ready. */
  #ahead = 0;
  /** Bytes of batches that were made and wait, or are in use. */
  #held = 0;
  /** Batches in the making. */
  #making = 0;
  #batchBytes: number | undefined;
  #peak = 0;

  constructor(limit: number, mostBatches: number, recycledBytes: () => number) {
    this.limit = limit;
    this.#mostBatches = mostBatches;
    this.#recycledBytes = recycledBytes;
  }

  /** Bytes of one batch; undefined before one was foretold or made. */
  get batchBytes(): number | undefined {
    return this.#batchBytes;
  }

  /** Bytes that are accounted for now: batches, recycled memory and the workers' kernel memory. */
  get bytes(): number {
    return this.#held + this.#making * (this.#batchBytes ?? 0) + this.#recycledBytes() + this.kernelBytes;
  }

  get kernelBytes(): number {
    let sum = 0;
    for (const bytes of this.#kernelBytes.values()) sum += bytes;
    return sum;
  }

  /** The most that `bytes` ever was. */
  get peak(): number {
    return this.#peak;
  }

  get making(): number {
    return this.#making;
  }

  /** Sets what a batch will take. @throws OptionError when two of them pass the limit. */
  expect(batchBytes: number): void {
    checkLimit(batchBytes, this.kernelBytes, this.limit);
    this.#batchBytes = Math.max(this.#batchBytes ?? 0, batchBytes);
  }

  /** Whether one more batch may be made now. Before the size of a batch is known, only one is. */
  available(recycled: number): boolean {
    if (this.#ahead >= this.#mostBatches) return false;
    if (this.#batchBytes === undefined) return this.#making === 0;
    // Recycled slabs that the new batch is written into are counted already.
    return this.bytes + this.#batchBytes - Math.min(recycled, this.#batchBytes) <= this.limit;
  }

  take(): void {
    this.#ahead++;
    this.#making++;
    this.#note();
  }

  /** A batch was made. @throws OptionError when two batches of its size pass the limit. */
  made(bytes: number, worker: number, kernelBytes: number): void {
    this.#making--;
    this.#held += bytes;
    this.#kernelBytes.set(worker, kernelBytes);
    this.#batchBytes = Math.max(this.#batchBytes ?? 0, bytes);
    this.#note();
    checkLimit(this.#batchBytes, this.kernelBytes, this.limit);
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

  /** A worker that died took its memory along. */
  forgetWorkers(): void {
    this.#kernelBytes.clear();
  }

  #note(): void {
    this.#peak = Math.max(this.#peak, this.bytes);
  }
}
