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

/**
 * Writes a table of 65,536 pairs for a table of 256 bytes, where those of two neighbouring bytes are found at once: the first
 * of them is the low one of a 16-bit number, and so is what becomes of it.
 */
export function pairTable(table: usize, pairs: usize): void {
  for (let high: usize = 0; high < 256; high++) {
    const second = i8x16.splat(load<u8>(table + high));
    for (let low: usize = 0; low < 256; low += 16) {
      const first = v128.load(table + low);
      const lower = i8x16.shuffle(first, second, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const upper = i8x16.shuffle(first, second, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      v128.store(pairs, lower);
      v128.store(pairs, upper, 16);
      pairs += 32;
    }
  }
}

/** Bytes through a table of pairs, and what is left of eight through the table of bytes; source and target may be one. */
export function lookupPairs(source: usize, count: i32, table: usize, pairs: usize, target: usize): void {
  const whole = count & ~7;
  const end = source + <usize>whole;
  while (source < end) {
    const bytes = load<u64>(source);
    const first = <u32>bytes;
    const second = <u32>(bytes >> 32);
    store<u16>(target, load<u16>(pairs + ((<usize>(first & 0xffff)) << 1)));
    store<u16>(target, load<u16>(pairs + ((<usize>(first >> 16)) << 1)), 2);
    store<u16>(target, load<u16>(pairs + ((<usize>(second & 0xffff)) << 1)), 4);
    store<u16>(target, load<u16>(pairs + ((<usize>(second >> 16)) << 1)), 6);
    source += 8;
    target += 8;
  }
  lookup(source, count - whole, table, target);
}

/** Three interleaved channels, each through a table of 256 bytes of its own. */
export function lookupThree(source: usize, count: i32, tables: usize, target: usize): void {
  const end = source + <usize>count * 3;
  for (; source < end; source += 3, target += 3) {
    store<u8>(target, load<u8>(tables + <usize>load<u8>(source)));
    store<u8>(target, load<u8>(tables + <usize>load<u8>(source, 1), 256), 1);
    store<u8>(target, load<u8>(tables + <usize>load<u8>(source, 2), 512), 2);
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
