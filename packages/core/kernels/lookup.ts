/** Bytes through a table of 256 bytes; source and target may be one. */
export function lookup(source: usize, count: i32, table: usize, target: usize): void {
  const end = source + <usize>count;
  const whole = source + <usize>(count & ~7);
  while (source < whole) {
    store<u8>(target, load<u8>(table + <usize>load<u8>(source, 0)), 0);
    store<u8>(target, load<u8>(table + <usize>load<u8>(source, 1)), 1);
    store<u8>(target, load<u8>(table + <usize>load<u8>(source, 2)), 2);
    store<u8>(target, load<u8>(table + <usize>load<u8>(source, 3)), 3);
    store<u8>(target, load<u8>(table + <usize>load<u8>(source, 4)), 4);
    store<u8>(target, load<u8>(table + <usize>load<u8>(source, 5)), 5);
    store<u8>(target, load<u8>(table + <usize>load<u8>(source, 6)), 6);
    store<u8>(target, load<u8>(table + <usize>load<u8>(source, 7)), 7);
    source += 8;
    target += 8;
  }
  while (source < end) {
    store<u8>(target, load<u8>(table + <usize>load<u8>(source)));
    source++;
    target++;
  }
}

/** The first `colors` of `channels` interleaved channels, each through a table of 256 bytes of its own, in place. */
export function lookupBands(pixels: usize, count: i32, channels: i32, colors: i32, tables: usize): void {
  const end = pixels + <usize>count * <usize>channels;
  if (colors == 3) {
    for (; pixels < end; pixels += channels) {
      store<u8>(pixels, load<u8>(tables + <usize>load<u8>(pixels)));
      store<u8>(pixels, load<u8>(tables + <usize>load<u8>(pixels, 1), 256), 1);
      store<u8>(pixels, load<u8>(tables + <usize>load<u8>(pixels, 2), 512), 2);
    }
    return;
  }
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
