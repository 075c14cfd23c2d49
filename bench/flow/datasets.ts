import { setTimeout as wait } from "node:timers/promises";

/** Ready records of 64 bytes: nothing is read, decoded or transformed. */
export const records = ({ length }: { length: number }) => {
  const record = new Uint8Array(64).fill(7);
  return { length, get: () => ({ record }) };
};

/** Samples that keep a thread busy for some microseconds, of which some have to be waited for. */
export const uneven = ({ length, every, milliseconds, microseconds }: Record<string, number>) => ({
  length: length as number,
  get(row: number) {
    const end = performance.now() + (microseconds as number) / 1000;
    while (performance.now() < end);
    if (every === 0 || row % (every as number) !== 1) return { row };
    return wait(milliseconds, { row });
  },
});

/** Samples that each have to be waited for. */
export const waiting = ({ length, milliseconds }: Record<string, number>) => ({
  length: length as number,
  get: (row: number) => wait(milliseconds, { row }),
});
