/** Bytes through a table of 256 bytes, in place. */
export function lookup(bytes: usize, count: i32, table: usize): void {
  const end = bytes + <usize>count;
  const whole = bytes + <usize>(count & ~7);
  while (bytes < whole) {
    store<u8>(bytes, load<u8>(table + <usize>load<u8>(bytes, 0)), 0);
    store<u8>(bytes, load<u8>(table + <usize>load<u8>(bytes, 1)), 1);
    store<u8>(bytes, load<u8>(table + <usize>load<u8>(bytes, 2)), 2);
    store<u8>(bytes, load<u8>(table + <usize>load<u8>(bytes, 3)), 3);
    store<u8>(bytes, load<u8>(table + <usize>load<u8>(bytes, 4)), 4);
    store<u8>(bytes, load<u8>(table + <usize>load<u8>(bytes, 5)), 5);
    store<u8>(bytes, load<u8>(table + <usize>load<u8>(bytes, 6)), 6);
    store<u8>(bytes, load<u8>(table + <usize>load<u8>(bytes, 7)), 7);
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
