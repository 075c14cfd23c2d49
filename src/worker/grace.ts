/**
 * Milliseconds that code of the user's has to come to an end when a loop or a loader ends: a `get` on the main thread, an
 * iterable, a sample in a worker, the closing of a dataset there. Nobody waits for it any longer than that.
 */
export const gracePeriod = 500;

/**
 * Waits for a promise, for the grace period at most.
 *
 * @param late hears of a rejection that comes after that.
 * @returns whether it was there in time.
 * @throws what it rejects with in time.
 */
export async function withinGrace(promise: Promise<unknown>, late: (error: unknown) => void): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, gracePeriod, false);
  });
  let inTime = true;
  promise.catch((error: unknown) => {
    if (!inTime) late(error);
  });
  try {
    inTime = await Promise.race([promise.then(() => true), over]);
    return inTime;
  } finally {
    clearTimeout(timer);
  }
}

/** As `withinGrace` where only the end matters: whether a promise settled in time, in whatever way. */
export function settledWithinGrace(promise: Promise<unknown>): Promise<boolean> {
  const ignore = () => {};
  return withinGrace(promise.then(ignore, ignore), ignore);
}
