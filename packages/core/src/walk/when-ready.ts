/**
 * Goes on at once where a value is there, later where it is promised. An `await` would put a turn of the microtask
 * queue, and a promise to be collected, between every two steps of every sample, though most samples wait for nothing.
 */
export function whenReady<Value, Result>(
  value: Value | Promise<Value>,
  next: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return isPromise(value) ? Promise.resolve(value).then(next) : next(value);
}

/** A dataset may bring promises of another library's. */
function isPromise<Value>(value: Value | Promise<Value>): value is Promise<Value> {
  return value instanceof Promise || typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
