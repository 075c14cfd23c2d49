/**
 * Puts the first `colors` of `channels` interleaved channels into another order, in place: channel i becomes what channel
 * `order[i]` (bytes) was. Channels have `bytes` bytes; `scratch` takes a pixel.
 */
export function permute(
  pixels: usize,
  count: i32,
  channels: i32,
  colors: i32,
  bytes: i32,
  order: usize,
  scratch: usize,
): void {
  const step = <usize>(channels * bytes);
  const end = pixels + <usize>count * step;
  for (; pixels < end; pixels += step) {
    memory.copy(scratch, pixels, step);
    for (let color = 0; color < colors; color++) {
      const from = scratch + <usize>load<u8>(order + <usize>color) * <usize>bytes;
      const to = pixels + <usize>(color * bytes);
      if (bytes == 1) store<u8>(to, load<u8>(from));
      else if (bytes == 2) store<u16>(to, load<u16>(from));
      else store<u32>(to, load<u32>(from));
    }
  }
}
