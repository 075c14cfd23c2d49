import { OptionError, show } from "@millrace/core";

/** What structured cloning carries as it is, and what has no views in it that would have to be cut out. */
const carriedWhole = [ArrayBuffer, SharedArrayBuffer, Blob, Date, RegExp, Error, Boolean, Number, String];

/** Deeper than any sample, and what a sample that holds itself comes to soon. */
const deepest = 100;

/**
 * A sample as it is posted to a worker. Posting a view clones the whole buffer behind it (a 784-byte view of a 47 MB
 * buffer clones 47 MB), and transferring would empty the user's own; so views are cut out exactly first. What holds no
 * views is posted as it is.
 *
 * @param path where the value stands, for the error.
 * @throws OptionError for what structured cloning cannot carry, with its place.
 */
export function plainCopy(value: unknown, path = "", depth = 0): unknown {
  if (typeof value === "function" || typeof value === "symbol") throw cannotCross(path, value);
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) return exactView(value);
  if (depth > deepest) throw new OptionError(`${place(path)} is nested too deep, or holds itself`);
  if (Array.isArray(value)) return copyItems(value, path, depth);
  if (value instanceof Map || value instanceof Set) return copyCollection(value, path, depth);
  if (carriedWhole.some((type) => value instanceof type)) return value;
  return copyFields(value, path, depth);
}

function copyItems(value: readonly unknown[], path: string, depth: number): unknown {
  let copy: unknown[] | undefined;
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    // Most arrays are of numbers and texts.
    if ((typeof item !== "object" && typeof item !== "function" && typeof item !== "symbol") || item === null) continue;
    const posted = plainCopy(item, `${path}[${index}]`, depth + 1);
    if (posted === item) continue;
    copy ??= [...value];
    copy[index] = posted;
  }
  return copy ?? value;
}

function copyFields(value: object, path: string, depth: number): unknown {
  const keys = Object.keys(value);
  const prototype = Object.getPrototypeOf(value);
  // Cloned, a URL or a promise would be an empty object: what such an instance holds is hidden.
  if (keys.length === 0 && prototype !== Object.prototype && prototype !== null) throw cannotCross(path, value);
  let copy: Record<string, unknown> | undefined;
  for (const key of keys) {
    const item = (value as Record<string, unknown>)[key];
    if ((typeof item !== "object" && typeof item !== "function" && typeof item !== "symbol") || item === null) continue;
    const posted = plainCopy(item, path === "" ? key : `${path}.${key}`, depth + 1);
    if (posted === item) continue;
    copy ??= { ...value } as Record<string, unknown>;
    Object.defineProperty(copy, key, { value: posted, enumerable: true, configurable: true, writable: true });
  }
  return copy ?? value;
}

function copyCollection(value: Map<unknown, unknown> | Set<unknown>, path: string, depth: number): unknown {
  const items = value instanceof Set ? [...value] : Array.from(value, ([key, item]) => [key, item]);
  const posted = items.map((item) => plainCopy(item, `${path}[…]`, depth + 1));
  if (posted.every((item, index) => item === items[index])) return value;
  return value instanceof Set ? new Set(posted) : new Map(posted as [unknown, unknown][]);
}

type ViewConstructor = new (buffer: ArrayBuffer) => ArrayBufferView;

/** The bytes of a view alone, unless they are its whole buffer or shared anyway. A Buffer becomes a Uint8Array, as it would on its way. */
function exactView(value: ArrayBufferView): ArrayBufferView {
  const { buffer, byteOffset, byteLength } = value;
  if (byteLength === buffer.byteLength || buffer instanceof SharedArrayBuffer) return value;
  const type = value instanceof DataView ? "DataView" : (value as Uint8Array)[Symbol.toStringTag];
  const View = (globalThis as unknown as Record<string, ViewConstructor>)[type] as ViewConstructor;
  return new View((buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength));
}

function place(path: string): string {
  return path === "" ? "the sample" : `the field "${path}"`;
}

function cannotCross(path: string, value: unknown): OptionError {
  const name = typeof value === "object" ? (value?.constructor?.name ?? "object") : undefined;
  const what = name === undefined ? show(value) : `an instance of ${name}, whose data are hidden`;
  const remedy = name === "URL" ? "give its href" : "a sample holds plain data";
  return new OptionError(
    `${place(path)} is ${what}, which cannot be sent to a worker; ${remedy}. A dataset made with fromModule is read in the workers instead`,
  );
}
