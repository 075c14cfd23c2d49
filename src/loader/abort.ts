/**
 * Listens to a signal on behalf of a loader. A signal may outlive many loaders, so it leads to this one only weakly: to a
 * function that the loader holds, and that holds the loader. It is kept alive while somebody waits for a batch, and by
 * nothing else.
 */
export class AbortListener {
  readonly #signal: AbortSignal;
  readonly #abort: WeakRef<(reason: unknown) => void>;
  /** The same, while a batch is waited for. */
  #awaited: ((reason: unknown) => void) | undefined;
  #waiting = 0;
  readonly #listener = () => {
    (this.#awaited ?? this.#abort.deref())?.(this.#signal.reason);
  };

  constructor(signal: AbortSignal, abort: (reason: unknown) => void) {
    this.#signal = signal;
    this.#abort = new WeakRef(abort);
    signal.addEventListener("abort", this.#listener, { once: true });
  }

  /** Somebody waits for a batch, who would wait for ever if the loader were let go before the abort. */
  waits(): void {
    this.#awaited = this.#abort.deref();
    this.#waiting++;
  }

  /** He waits no longer. */
  waited(): void {
    if (--this.#waiting === 0) this.#awaited = undefined;
  }

  stop(): void {
    this.#signal.removeEventListener("abort", this.#listener);
    this.#awaited = undefined;
  }
}
