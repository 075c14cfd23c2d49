/** Something that no garbage collector frees: a port keeps what waits in it until it is closed, a thread runs until it is ended. */
export interface Belongings {
  /** Gives everything back; called once, when the owner is gone. */
  release(): void;
}

const owners = new FinalizationRegistry<Belongings>((belongings) => belongings.release());

/**
 * Has belongings released when their owner was let go without being ended.
 *
 * @param belongings must not lead to the owner, or it is never let go.
 */
export function releaseWhenLost(owner: object, belongings: Belongings): void {
  owners.register(owner, belongings, owner);
}

/** Leads to an owner that is not to be kept alive, but for the time that somebody waits for it. */
export class LooseReference<Owner extends object> {
  readonly #owner: WeakRef<Owner>;
  /** The same, while somebody waits for it. */
  #awaited: Owner | undefined;

  constructor(owner: Owner) {
    this.#owner = new WeakRef(owner);
  }

  /** The owner; undefined when it was let go. */
  get(): Owner | undefined {
    return this.#awaited ?? this.#owner.deref();
  }

  /** The owner is kept while a promise is waited for. */
  async keptFor<Value>(promise: Promise<Value>): Promise<Value> {
    this.#awaited = this.#owner.deref();
    try {
      return await promise;
    } finally {
      this.#awaited = undefined;
    }
  }
}

/** The owner was ended, so there is nothing left to release. */
export function released(owner: object): void {
  owners.unregister(owner);
}
