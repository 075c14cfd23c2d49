import type { Kind } from "./kind.ts";

/** Whatever no other kind recognises: a batch lists the values as they are. */
export const other: Kind<unknown> = {
  recognises: () => true,
  describe: () => ({ dtype: "any", shape: [] }),
  collate: (_field, values) => [...values],
  arrow: () => ({ layout: "json" }),
  bytes: (value) => valueBytes(value, new Set()),
};

/** An estimate for plain data; what several places share is counted once. */
function valueBytes(value: unknown, seen: Set<object>): number {
  if (typeof value === "string") return 16 + 2 * value.length;
  if (typeof value !== "object" || value === null) return 8;
  if (seen.has(value)) return 8;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return 64 + value.byteLength;
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return 64 + value.byteLength;
  let bytes = 32;
  const items =
    value instanceof Map ? [...value.entries()].flat() : value instanceof Set ? value : Object.values(value);
  for (const item of items) bytes += 8 + valueBytes(item, seen);
  return bytes;
}
