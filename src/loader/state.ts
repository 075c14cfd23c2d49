import { OptionError, type Seed, show } from "@millrace/core";

/** Where a loader's stream stands: plain JSON of constant size, whatever the dataset. */
export interface LoaderState {
  readonly version: 1;
  readonly seed: Seed;
  readonly epoch: number;
  /** Batches of the epoch that were used. */
  readonly batch: number;
}

/** @throws OptionError for what is no state, or one of another seed. */
export function checkState(state: LoaderState, seed: Seed | undefined): void {
  const { version, epoch, batch } = state;
  const whole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  if (version !== 1 || !whole(epoch) || !whole(batch)) {
    throw new OptionError(`DataLoader: resume must be what state() returned, got ${show(state)}`);
  }
  if (seed !== undefined && seed !== state.seed) {
    throw new OptionError(
      `DataLoader: resume is of seed ${show(state.seed)}, but seed is ${show(seed)}; leave seed out`,
    );
  }
}
