import type { Companion, Companions } from "../../fields/index.ts";

/** The values of several fields behind one another, in the container of the first. */
function concatenated(parts: readonly Companion[]): Companion {
  const [first] = parts;
  if (!ArrayBuffer.isView(first)) return parts.flatMap((values) => [...(values as readonly never[])]);
  const length = parts.reduce((sum, values) => sum + values.length, 0);
  const all = new (first.constructor as new (length: number) => Int32Array)(length);
  let at = 0;
  for (const values of parts as readonly Int32Array[]) {
    all.set(values, at);
    at += values.length;
  }
  return all;
}

/**
 * What goes with the rows of several samples, behind one another.
 *
 * @throws TypeError where not all have the same companions.
 */
export function mergeCompanions(field: string, parts: readonly Companions[]): Companions {
  const names = Object.keys(parts[0] ?? {});
  for (const part of parts) {
    const found = Object.keys(part);
    if (found.length === names.length && names.every((name) => Object.hasOwn(part, name))) continue;
    throw new TypeError(
      `with the rows of the field "${field}" goes ${names.join(", ") || "nothing"}, and with those of a partner ${found.join(", ") || "nothing"}; all samples need the same`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, concatenated(parts.map((part) => part[name] as Companion))]));
}
