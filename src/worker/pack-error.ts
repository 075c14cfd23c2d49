import { OptionError } from "@millrace/core";
import { messageOf } from "@millrace/core/engine";
import { ShardError } from "../datasets/shards/shard-error.ts";
import { DecodeError } from "../decode/decode-error.ts";
import { BatchError, SampleError } from "./errors.ts";

/** How many causes deep an error is told. */
const mostCauses = 8;

/** An error as plain data: structured cloning would drop its class, its fields and, on some versions, its cause. */
export interface PlainError {
  /** Which of the classes below it is of. */
  readonly kind: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Its own fields, where they are plain values: the code of a system error, the path of a decoder's. */
  readonly fields: Readonly<Record<string, Plain>>;
  readonly cause?: PlainError;
}

type Plain = string | number | bigint | boolean | null | undefined;

/** The classes that an error keeps, the particular ones first. Made by prototype: their constructors say more than a message. */
const kinds = new Map<string, abstract new (...values: never[]) => Error>([
  ["SampleError", SampleError],
  ["BatchError", BatchError],
  ["ShardError", ShardError],
  ["DecodeError", DecodeError],
  ["OptionError", OptionError],
  ["AggregateError", AggregateError],
  ["EvalError", EvalError],
  ["RangeError", RangeError],
  ["ReferenceError", ReferenceError],
  ["SyntaxError", SyntaxError],
  ["TypeError", TypeError],
  ["URIError", URIError],
]);

/** Makes plain data of whatever was thrown; never throws itself, whatever getters and proxies do. */
export function packError(thrown: unknown, depth = 0): PlainError {
  if (!attempt(() => thrown instanceof Error, false)) {
    return { kind: "Error", name: "Error", message: messageOf(thrown), stack: undefined, fields: {} };
  }
  const error = thrown as Error;
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  const stack = attempt(() => text(error.stack), undefined);
  const cause = attempt<unknown>(() => error.cause, undefined);
  return {
    kind: attempt(() => [...kinds].find(([, kind]) => error instanceof kind)?.[0], undefined) ?? "Error",
    name: attempt(() => text(error.name), undefined) ?? "Error",
    message: messageOf(error),
    stack,
    fields: attempt(() => plainFields(error), {}),
    ...(cause === undefined || depth >= mostCauses ? {} : { cause: packError(cause, depth + 1) }),
  };
}

function plainFields(error: object): Record<string, Plain> {
  const fields: Record<string, Plain> = {};
  for (const key of Object.keys(error)) {
    if (["name", "message", "stack", "cause"].includes(key)) continue;
    const value = attempt<unknown>(() => (error as Record<string, unknown>)[key], undefined);
    const isPlain = value === null || ["string", "number", "bigint", "boolean", "undefined"].includes(typeof value);
    if (isPlain) define(fields, key, value);
  }
  return fields;
}

/** The error again: of its class, with its stack from the worker. */
export function unpackError(packed: PlainError): Error {
  const error = new Error(packed.message);
  const kind = kinds.get(packed.kind);
  if (kind !== undefined) Object.setPrototypeOf(error, kind.prototype);
  for (const [key, value] of Object.entries(packed.fields)) define(error, key, value);
  if (packed.cause !== undefined) hide(error, "cause", unpackError(packed.cause));
  // The classes of ours have their name as a field of their own, those of the language on their prototype.
  if (error.name !== packed.name) hide(error, "name", packed.name);
  hide(error, "stack", packed.stack ?? `${packed.name}: ${packed.message}`);
  return error;
}

/** Sets a field whatever its name is: `__proto__` too is a field. */
function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function hide(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: false, configurable: true, writable: true });
}

function attempt<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
