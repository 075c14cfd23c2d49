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

/** The same of 16-bit levels; `output` takes 65,536 counts for each channel. */
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
