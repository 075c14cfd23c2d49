/**
 * Goes on at once where a value is there, later where it is promised. An `await` would put a turn of the microtask
 * queue, and a promise to be collected, between every two steps of every sample, though most samples wait for nothing.
 */
export function whenReady<Value, Result>(
  value: Value | Promise<Value>,
  next: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/**
 * As `whenReady`, for what code of others answered: it may bring promises of another library's. To ask everything for a
 * `then` would make V8 look it up in objects of every shape there is, for each sample several times.
 */
export function whenAnswered<Value, Result>(
  value: Value | PromiseLike<Value>,
  next: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return isPromiseLike(value) ? Promise.resolve(value).then(next) : next(value);
}

function isPromiseLike<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return value instanceof Promise || typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
