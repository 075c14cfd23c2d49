/**
 * Counts how often each level occurs in each of the first `colors` of `channels` interleaved channels. `output` takes 256
 * counts of 32 bits for each of them.
 */
export function histograms(pixels: usize, count: i32, channels: i32, colors: i32, output: usize): void {
  memory.fill(output, 0, (<usize>colors) << 10);
  const end = pixels + <usize>count * <usize>channels;
  const step = <usize>channels;
  if (colors == 1) {
    for (; pixels < end; pixels += step) add(output, load<u8>(pixels));
    return;
  }
  if (colors == 3) {
    for (; pixels < end; pixels += step) {
      add(output, load<u8>(pixels, 0));
      add(output + 1024, load<u8>(pixels, 1));
      add(output + 2048, load<u8>(pixels, 2));
    }
    return;
  }
  for (; pixels < end; pixels += step) {
    for (let color = 0; color < colors; color++) {
      add(output + ((<usize>color) << 10), load<u8>(pixels + <usize>color));
    }
  }
}

/**
 * The least and the greatest level of each of three interleaved channels of `count` pixels (16 at least), as bytes at
 * `output`: three least ones, then three greatest.
 */
export function extremes(pixels: usize, count: i32, output: usize): void {
  let least0 = v128.load(pixels);
  let least1 = v128.load(pixels, 16);
  let least2 = v128.load(pixels, 32);
  let most0 = least0;
  let most1 = least1;
  let most2 = least2;
  const last = pixels + <usize>(count - 16) * 3;
  for (; pixels < last; pixels += 48) {
    const first = v128.load(pixels);
    const second = v128.load(pixels, 16);
    const third = v128.load(pixels, 32);
    least0 = i8x16.min_u(least0, first);
    least1 = i8x16.min_u(least1, second);
    least2 = i8x16.min_u(least2, third);
    most0 = i8x16.max_u(most0, first);
    most1 = i8x16.max_u(most1, second);
    most2 = i8x16.max_u(most2, third);
  }
  // The last sixteen, of which some may have been seen.
  v128.store(seen, i8x16.min_u(least0, v128.load(last)));
  v128.store(seen, i8x16.min_u(least1, v128.load(last, 16)), 16);
  v128.store(seen, i8x16.min_u(least2, v128.load(last, 32)), 32);
  v128.store(seen, i8x16.max_u(most0, v128.load(last)), 48);
  v128.store(seen, i8x16.max_u(most1, v128.load(last, 16)), 64);
  v128.store(seen, i8x16.max_u(most2, v128.load(last, 32)), 80);
  for (let channel: usize = 0; channel < 3; channel++) {
    let least: u8 = 255;
    let most: u8 = 0;
    for (let at = channel; at < 48; at += 3) {
      least = min<u8>(least, load<u8>(seen + at));
      most = max<u8>(most, load<u8>(seen + at, 48));
    }
    store<u8>(output + channel, least);
    store<u8>(output + channel, most, 3);
  }
}

const seen = memory.data(96, 16);

/** The histograms of 16-bit levels; `output` takes 65,536 counts for each channel. */
export function shortHistograms(pixels: usize, count: i32, channels: i32, colors: i32, output: usize): void {
  memory.fill(output, 0, (<usize>colors) << 18);
  const step = (<usize>channels) << 1;
  const end = pixels + <usize>count * step;
  for (; pixels < end; pixels += step) {
    for (let color = 0; color < colors; color++) {
      add(output + ((<usize>color) << 18), load<u16>(pixels + ((<usize>color) << 1)));
    }
  }
}

function add(counts: usize, level: u16): void {
  const at = counts + ((<usize>level) << 2);
  store<u32>(at, load<u32>(at) + 1);
}
