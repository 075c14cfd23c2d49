/** What a sample that waits to be made takes, roughly: its memory and its texts. */
export function sampleBytes(value: unknown, depth = 0): number {
  if (typeof value === "string") return 2 * value.length;
  if (typeof value !== "object" || value === null || depth > 8) return 8;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (value instanceof ArrayBuffer) return value.byteLength;
  let bytes = 16;
  for (const item of Object.values(value)) bytes += sampleBytes(item, depth + 1);
  return bytes;
}
