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

/** The first `colors` of `channels` interleaved channels, each through a table of 256 bytes of its own, in place. */
export function lookupBands(pixels: usize, count: i32, channels: i32, colors: i32, tables: usize): void {
  const end = pixels + <usize>count * <usize>channels;
  const last = tables + ((<usize>colors) << 8);
  for (; pixels < end; pixels += channels) {
    let at = pixels;
    for (let table = tables; table < last; table += 256) {
      store<u8>(at, load<u8>(table + <usize>load<u8>(at)));
      at++;
    }
  }
}

/** 16-bit numbers through a table of 65,536 of them, in place. */
export function lookupShorts(shorts: usize, count: i32, table: usize): void {
  const end = shorts + ((<usize>count) << 1);
  for (; shorts < end; shorts += 2) {
    store<u16>(shorts, load<u16>(table + ((<usize>load<u16>(shorts)) << 1)));
  }
}

/** As `lookupBands`, 16-bit numbers through tables of 65,536 of them. */
export function lookupShortBands(pixels: usize, count: i32, channels: i32, colors: i32, tables: usize): void {
  const step = (<usize>channels) << 1;
  const end = pixels + <usize>count * step;
  const last = tables + ((<usize>colors) << 17);
  for (; pixels < end; pixels += step) {
    let at = pixels;
    for (let table = tables; table < last; table += 131072) {
      store<u16>(at, load<u16>(table + ((<usize>load<u16>(at)) << 1)));
      at += 2;
    }
  }
}
