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

/** The owner was ended, so there is nothing left to release. */
export function released(owner: object): void {
  owners.unregister(owner);
}
