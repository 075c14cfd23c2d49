// Huffman tables for decoding (ITU T.81, annex C and F.2.2.3). A lookup with the next `lookupBits` bits yields, for most
// symbols at once, how many bits to drop, how far to step through the block, and the value.

/** Bits that the first lookup sees. */
export const lookupBits: u64 = 11;

// An entry: bits 0–5 bits to drop; bit 6 the value's bits must still be read; bit 7 the code is longer than the lookup;
// bits 8–15 steps to the coefficient, counting it; bits 16–31 the value, or its size where bit 6 is set.
export const needsValue: u64 = 64;
export const longCode: u64 = 128;
export const slow: u64 = needsValue | longCode;

/** Steps of an end of block: from any coefficient beyond the last, and told apart from an ordinary step. */
export const endSteps: u32 = 128;

// Behind the lookup: for each code length the end of its codes, left-aligned to 16 bits, and what to add to a code to
// get the index of its symbol; then the 256 symbols.
export const limits: usize = (1 << (<usize>lookupBits)) * 4;
export const offsets: usize = limits + 17 * 4;
export const symbols: usize = offsets + 17 * 4;
export const tableBytes: usize = symbols + 256;

/** What symbols mean: of size 0 with a run below 15, an end of block or, progressive, of a run of blocks (slow). */
export namespace TableKind {
  export const dc: i32 = 0;
  export const ac: i32 = 1;
  /** AC of a progressive frame: size 0 may begin a run of ended blocks. */
  export const progressive: i32 = 2;
}

/**
 * @param source 16 counts of codes of 1 to 16 bits, then as many symbols as these add up to (the host checked ≤ 256)
 * @param table receives `tableBytes` bytes
 * @returns 0, or 1 when the counts are impossible or a DC symbol is above 15
 */
export function buildTable(source: usize, table: usize, kind: i32): i32 {
  for (let index: usize = 0; index < limits; index += 8) store<u64>(table + index, longCode | (longCode << 32));
  memory.fill(table + limits, 0, tableBytes - limits);
  const values = source + 16;
  let code: u32 = 0;
  let index: u32 = 0;
  for (let length: u32 = 1; length <= 16; length++) {
    const count = <u32>load<u8>(source + length - 1);
    store<i32>(table + offsets + ((<usize>length) << 2), <i32>index - <i32>code);
    if (code + count > <u32>(1 << length)) return 1;
    for (let n: u32 = 0; n < count; n++) {
      // The host saw to at most 256 symbols, so this stays within the table.
      const symbol = <u32>load<u8>(values + index);
      if (kind == TableKind.dc && symbol > 15) return 1;
      store<u8>(table + symbols + index, symbol);
      if (length <= <u32>lookupBits) fill(table, code, length, symbol, kind);
      code++;
      index++;
    }
    store<u32>(table + limits + ((<usize>length) << 2), code << (16 - length));
    code <<= 1;
  }
  return 0;
}

/** Fills all entries that begin with `code`. */
function fill(table: usize, code: u32, length: u32, symbol: u32, kind: i32): void {
  const free = <u32>lookupBits - length;
  const size = symbol & 15;
  const run = symbol >> 4;
  let first = table + ((<usize>(code << free)) << 2);
  const end = first + (((<usize>1) << free) << 2);
  if (size == 0) {
    let entry = length | ((run + 1) << 8);
    if (kind == TableKind.ac && run != 15) entry = length | (endSteps << 8);
    if (kind == TableKind.progressive && run != 15) entry |= <u32>needsValue;
    for (; first < end; first += 4) store<u32>(first, entry);
    return;
  }
  if (size > free) {
    const entry = length | <u32>needsValue | ((run + 1) << 8) | (size << 16);
    for (; first < end; first += 4) store<u32>(first, entry);
    return;
  }
  // The value's bits are in the lookup too: every value in turn, each for all that may follow it.
  const rest = ((<usize>1) << (free - size)) << 2;
  const base = (length + size) | ((run + 1) << 8);
  const half = (<u32>1) << (size - 1);
  for (let bits: u32 = 0; bits < half << 1; bits++) {
    const value = bits < half ? bits - (half << 1) + 1 : bits;
    const entry = base | (value << 16);
    for (const stop = first + rest; first < stop; first += 4) store<u32>(first, entry);
  }
}
