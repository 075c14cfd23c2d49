import type { EpochStart } from "./epoch-sources.ts";
import type { EpochStream } from "./stream.ts";

export interface EpochsOptions {
  /** Opens the stream of an epoch; without a start that of the loop that comes next. */
  readonly open: (start?: EpochStart) => EpochStream;
  /** Whether an epoch may begin while the one before it runs. */
  readonly mayBeginAhead: boolean;
}

/** The epochs of a loader: the one that runs, the one that was begun before its loop, and the end of the last. */
export class Epochs {
  readonly #options: EpochsOptions;
  #running: EpochStream | undefined;
  /** Of the next loop. */
  #begun: EpochStream | undefined;
  /** The end of the last loop, while it is on its way. */
  #leaving: Promise<unknown> | undefined;

  constructor(options: EpochsOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Whether this one runs. */
  runs(stream: EpochStream): boolean {
    return this.#running === stream;
  }

  /** The stream of a loop that begins. */
  start(): EpochStream {
    const stream = this.#begun ?? this.#options.open();
    this.#begun = undefined;
    this.#running = stream;
    return stream;
  }

  /** Begins the next loop's epoch before it. Resolves when its first batch waits, or cannot be had. */
  async warm(): Promise<void> {
    if (this.isRunning) return;
    this.#begun ??= this.#options.open();
    await this.#begun.begin();
  }

  /** The epoch behind the one that runs begins, where that is wanted. */
  beginAhead(epoch: number): void {
    if (!this.#options.mayBeginAhead || !this.isRunning || this.#begun !== undefined) return;
    this.#begun = this.#options.open({ epoch, firstBatch: 0, leftOut: new Set() });
    // What goes wrong the loop hears of.
    this.#begun.begin().catch(() => {});
  }

  /** The loop that runs is over. @throws what the dataset threw at its end. */
  async leave(reason: unknown): Promise<void> {
    const stream = this.#running;
    this.#running = undefined;
    this.#leaving = stream?.end(reason);
    await this.#leaving;
  }

  /** Ends what runs and what was begun. @returns each one's end. */
  end(reason: unknown): readonly (Promise<void> | undefined)[] {
    const streams = [this.#running, this.#begun];
    this.#running = undefined;
    this.#begun = undefined;
    return streams.map((stream) => stream?.end(reason));
  }

  /** Resolves when the last loop has ended; what went wrong there was told to those who left it. */
  async left(): Promise<void> {
    await this.#leaving?.catch(() => {});
  }
}
