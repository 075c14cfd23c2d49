/**
 * A sample as it is posted to a worker. Posting a view clones the whole buffer behind it (a 784-byte view of a 47 MB
 * buffer clones 47 MB), and transferring would empty the user's own; so views are cut out exactly first.
 */
export function plainCopy(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const whole = value.byteOffset === 0 && value.byteLength === value.buffer.byteLength;
    if (whole || value instanceof DataView) return value;
    return (value as Uint8Array).slice();
  }
  if (Array.isArray(value)) return value.some(holdsViews) ? value.map(plainCopy) : value;
  if (
    typeof value !== "object" ||
    value === null ||
    value instanceof Date ||
    value instanceof Map ||
    value instanceof Set
  ) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainCopy(item)]));
}

function holdsViews(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
