/**
 * Milliseconds that code of the user's has to come to an end when a loop or a loader ends: a `get` on the main thread, an
 * iterable, a sample in a worker, the closing of a dataset there. Nobody waits for it any longer than that.
 */
export const gracePeriod = 500;

/**
 * Waits for a promise for the grace period at most.
 *
 * @returns whether it settled; how does not matter here, and a rejection is not thrown.
 */
export async function settledWithinGrace(promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, gracePeriod, false);
  });
  const settled = () => true as const;
  try {
    return await Promise.race([promise.then(settled, settled), over]);
  } finally {
    clearTimeout(timer);
  }
}
