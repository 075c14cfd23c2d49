/** Which of several ranks a loader works for: those that train on different data at the same time. */
export interface Shard {
  /** From 0 to `count` − 1. */
  readonly index: number;
  /** From 1. */
  readonly count: number;
}

/** All data. */
export const whole: Shard = { index: 0, count: 1 };

/** Rows of a global batch, from `first` to before `end`. */
export interface Stretch {
  readonly first: number;
  readonly end: number;
  /** Rows at the end that are there for the size alone. */
  readonly padding: number;
}

/**
 * A rank's rows of a global batch: neighbours, as many for each rank as the size allows, together all of them. A rank
 * that would have none gets the last one, as padding, since every rank has as many steps as the others and no batch is
 * empty.
 *
 * @param padding rows at the end of the global batch that are padding for all.
 */
export function stretchOf({ index, count }: Shard, size: number, padding: number): Stretch {
  const first = Math.floor((size * index) / count);
  const end = Math.floor((size * (index + 1)) / count);
  if (first === end) return { first: size - 1, end: size, padding: 1 };
  return { first, end, padding: Math.max(0, end - Math.max(first, size - padding)) };
}
