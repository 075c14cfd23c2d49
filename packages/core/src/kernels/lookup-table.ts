/** What becomes of each of 256 levels: one table of 256 bytes for all color channels, or three, one after another. */
export type LookupTable = Uint8Array;

/** Plain loops: filling arrays through callbacks costs as much as walking the pixels. */
function tableOfLevels(level: (value: number) => number): LookupTable {
  const table = new Uint8Array(256);
  for (let value = 0; value < 256; value++) table[value] = level(value);
  return table;
}

/** Rounded towards zero to a level. */
function toLevel(value: number): number {
  return Math.trunc(Math.min(255, Math.max(0, value)));
}

export function identityTable(): LookupTable {
  return tableOfLevels((value) => value);
}

/** A user's table: 256 bytes, or 256 for each channel, of which those of color count here. */
export function tableOf(table: Uint8Array): LookupTable {
  if (table.length === 256) return table;
  const three = new Uint8Array(768);
  three.set(table.subarray(0, 768));
  return three;
}

/** value · factor in f32. */
export function brightnessTable(factor: number): LookupTable {
  const single = Math.fround(factor);
  return tableOfLevels((value) => toLevel(Math.fround(value * single)));
}

/** value · factor + mean · (1 − factor), the product rounded to f32, the sum with a fused multiply-add as PyTorch's. */
export function contrastTable(factor: number, mean: number): LookupTable {
  const single = Math.fround(factor);
  const rest = mean * Math.fround(1 - factor);
  return tableOfLevels((value) => toLevel(Math.fround(Math.fround(value * single) + rest)));
}

/** First one table, then the other. */
export function compose(first: LookupTable, second: LookupTable): LookupTable {
  const length = Math.max(first.length, second.length);
  const table = new Uint8Array(length);
  for (let index = 0; index < length; index++) {
    const level = first[first.length === 256 ? index & 255 : index]!;
    table[index] = second[second.length === 256 ? level : (index & ~255) | level]!;
  }
  return table;
}
