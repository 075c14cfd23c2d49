/**
 * Counts how often each level occurs in each of the first `colors` (1 or 3) of `channels` interleaved channels. `output`
 * takes 256 counts of 32 bits for each of them.
 */
export function histograms(pixels: usize, count: i32, channels: i32, colors: i32, output: usize): void {
  memory.fill(output, 0, (<usize>colors) << 10);
  const end = pixels + <usize>count * <usize>channels;
  const step = <usize>channels;
  if (colors == 1) {
    for (; pixels < end; pixels += step) add(output, load<u8>(pixels));
    return;
  }
  for (; pixels < end; pixels += step) {
    add(output, load<u8>(pixels, 0));
    add(output + 1024, load<u8>(pixels, 1));
    add(output + 2048, load<u8>(pixels, 2));
  }
}

function add(counts: usize, level: u8): void {
  const at = counts + ((<usize>level) << 2);
  store<u32>(at, load<u32>(at) + 1);
}
