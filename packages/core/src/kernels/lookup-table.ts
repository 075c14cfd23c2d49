/** What becomes of each of 256 levels, for three color channels (one channel uses the first). */
export interface LookupTable {
  /** 3 × 256 levels. */
  readonly bytes: Uint8Array;
  /** Whether all three are the same. */
  readonly shared: boolean;
}

function sharedTable(level: (value: number) => number): LookupTable {
  return { bytes: Uint8Array.from({ length: 768 }, (_, index) => level(index & 255)), shared: true };
}

/** Rounded towards zero to a level. */
function toLevel(value: number): number {
  return Math.trunc(Math.min(255, Math.max(0, value)));
}

export function identityTable(): LookupTable {
  return sharedTable((value) => value);
}

/** A user's table: 256 bytes, or 256 for each channel, of which those of color count here. */
export function tableOf(table: Uint8Array): LookupTable {
  if (table.length === 256) return sharedTable((value) => table[value]!);
  return { bytes: Uint8Array.from({ length: 768 }, (_, index) => table[index] ?? 0), shared: false };
}

/** value · factor in f32. */
export function brightnessTable(factor: number): LookupTable {
  const single = Math.fround(factor);
  return sharedTable((value) => toLevel(Math.fround(value * single)));
}

/** value · factor + mean · (1 − factor), the product rounded to f32, the sum with a fused multiply-add as PyTorch's. */
export function contrastTable(factor: number, mean: number): LookupTable {
  const single = Math.fround(factor);
  const rest = mean * Math.fround(1 - factor);
  return sharedTable((value) => toLevel(Math.fround(Math.fround(value * single) + rest)));
}

/** First one table, then the other. */
export function compose(first: LookupTable, second: LookupTable): LookupTable {
  const bytes = first.bytes.map((level, index) => second.bytes[(index & ~255) | level]!);
  return { bytes, shared: first.shared && second.shared };
}
