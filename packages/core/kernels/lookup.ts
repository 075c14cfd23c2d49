/** Bytes through a table of 256 bytes, in place. */
export function lookup(bytes: usize, count: i32, table: usize): void {
  const end = bytes + <usize>count;
  const whole = bytes + <usize>(count & ~7);
  while (bytes < whole) {
    const eight = load<u64>(bytes);
    // One load of eight and one store of eight for eight lookups.
    const low =
      <u32>load<u8>(table + <usize>(eight & 255)) |
      ((<u32>load<u8>(table + <usize>((eight >> 8) & 255))) << 8) |
      ((<u32>load<u8>(table + <usize>((eight >> 16) & 255))) << 16) |
      ((<u32>load<u8>(table + <usize>((eight >> 24) & 255))) << 24);
    const high =
      <u32>load<u8>(table + <usize>((eight >> 32) & 255)) |
      ((<u32>load<u8>(table + <usize>((eight >> 40) & 255))) << 8) |
      ((<u32>load<u8>(table + <usize>((eight >> 48) & 255))) << 16) |
      ((<u32>load<u8>(table + <usize>(eight >> 56))) << 24);
    store<u64>(bytes, ((<u64>high) << 32) | <u64>low);
    bytes += 8;
  }
  while (bytes < end) {
    store<u8>(bytes, load<u8>(table + <usize>load<u8>(bytes)));
    bytes++;
  }
}

/** Bytes `stride` apart through a table, in place if `write`; returns the sum of the results. */
export function lookupChannel(bytes: usize, count: i32, stride: i32, table: usize, write: bool): f64 {
  let sum: i64 = 0;
  for (let index = 0; index < count; index++) {
    const value = load<u8>(table + <usize>load<u8>(bytes));
    if (write) store<u8>(bytes, value);
    sum += value;
    bytes += <usize>stride;
  }
  return <f64>sum;
}
