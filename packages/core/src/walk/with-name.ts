import { messageOf } from "../message-of.ts";

/** The error with the name of a transform before its message, unless it stands there already. */
export function withName(name: string, cause: unknown): unknown {
  const message = messageOf(cause);
  if (message.startsWith(`${name}:`)) return cause;
  const ErrorType = isRangeError(cause) ? RangeError : TypeError;
  return new ErrorType(`${name}: ${message}`, { cause });
}

/** A proxy may throw when it is asked what it is. */
function isRangeError(cause: unknown): boolean {
  try {
    return cause instanceof RangeError;
  } catch {
    return false;
  }
}
