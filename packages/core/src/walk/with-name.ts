/** The error with the name of a transform before its message, unless it stands there already. */
export function withName(name: string, cause: unknown): unknown {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.startsWith(`${name}:`)) return cause;
  const ErrorType = cause instanceof RangeError ? RangeError : TypeError;
  return new ErrorType(`${name}: ${message}`, { cause });
}
