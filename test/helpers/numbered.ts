/** Samples that say which they are. */
export const whole = (length: number) => ({ length, get: (row: number) => ({ row, group: row % 3 }) });

/** The numbers from 0 to `length` − 1. */
export const list = (length: number) => Array.from({ length }, (_, index) => index);

export const sorted = (indices: readonly number[]) => indices.toSorted((one, other) => one - other);

/** Samples of these values. */
export const of = (values: readonly unknown[]) => ({
  length: values.length,
  get: (row: number) => ({ value: values[row] }),
});
