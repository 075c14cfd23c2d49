/** What a thread's event loop was busy with since it began, in milliseconds. */
export interface ThreadUse {
  readonly thread: number;
  readonly active: number;
  readonly idle: number;
}

/** How long threads were busy while loops ran. A thread that died takes along what it did since it was last looked at. */
export class UseMeter {
  readonly #threads: () => readonly ThreadUse[];
  /** What each thread had done when it was last looked at; undefined while no loop runs. */
  #last: ReadonlyMap<number, ThreadUse> | undefined;
  #busy = 0;
  #total = 0;

  constructor(threads: () => readonly ThreadUse[]) {
    this.#threads = threads;
  }

  /** What threads do counts from now on. */
  start(): void {
    this.#last = new Map(this.#threads().map((use) => [use.thread, use]));
  }

  /** It counts up to now. */
  stop(): void {
    this.#look();
    this.#last = undefined;
  }

  /** Seconds that they were busy, of so many. */
  read(): { readonly busy: number; readonly seconds: number } {
    this.#look();
    return { busy: this.#busy / 1000, seconds: this.#total / 1000 };
  }

  #look(): void {
    if (this.#last === undefined) return;
    const uses = this.#threads();
    for (const { thread, active, idle } of uses) {
      const before = this.#last.get(thread) ?? { active: 0, idle: 0 };
      this.#busy += Math.max(0, active - before.active);
      this.#total += Math.max(0, active + idle - before.active - before.idle);
    }
    this.#last = new Map(uses.map((use) => [use.thread, use]));
  }
}
