/** How long something is waited for, and how often it is asked for again. */
export interface Patience {
  readonly timeoutMs: number;
  readonly maxRetries: number;
}

/**
 * Waits for a sample that is being read, as long as one may take; asks for it again where no answer comes. What comes
 * after that is dropped.
 *
 * @param ask asks for it once more.
 * @param signal lets go of it when nobody waits for it any more.
 * @throws Error (the promise rejects) where no answer came in time; what the reading throws.
 */
export async function patiently(
  promise: Promise<unknown>,
  ask: () => unknown,
  { timeoutMs, maxRetries }: Patience,
  signal: AbortSignal,
): Promise<unknown> {
  let asked: unknown = promise;
  for (let retries = 0; ; retries++) {
    const answer = await inTime(Promise.resolve(asked), timeoutMs, signal);
    if (answer !== late) return answer;
    if (retries === maxRetries) {
      const times = retries === 0 ? "" : `, asked ${retries + 1} times`;
      throw new Error(`timeout: it was not read within timeoutMs, ${timeoutMs}${times}`);
    }
    asked = ask();
  }
}

/** Stands for an answer that did not come. */
const late = Symbol("late");

/** The timer keeps the process: where this thread reads, nothing else may be left that would. */
function inTime(promise: Promise<unknown>, timeoutMs: number, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      settle();
    };
    const abort = () => end(() => reject(signal.reason));
    const timer = setTimeout(() => end(() => resolve(late)), timeoutMs);
    signal.addEventListener("abort", abort);
    promise.then(
      (value) => end(() => resolve(value)),
      (error) => end(() => reject(error)),
    );
  });
}
