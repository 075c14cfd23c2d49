// Pixels that are read from elsewhere: from somewhere near, as through wavy glass, or along a field of ways.
import { philox } from "../philox";
import { inside } from "./pad";

const words: usize = memory.data(64, 16);

/**
 * Gives pixels, of `size` bytes, those that lie up to `reach` away, in place and one after another from the lower right:
 * what was moved may be moved on. Pixels nearer than `reach` to an edge stay.
 */
export function jostle(
  pixels: usize,
  width: i32,
  height: i32,
  size: i32,
  reach: i32,
  times: i32,
  key0: i32,
  key1: i32,
): void {
  const span = <u32>(2 * reach);
  let drawn = 0;
  for (let time = 0; time < times; time++) {
    for (let y = height - reach; y > reach; y--) {
      for (let x = width - reach; x > reach; x--, drawn++) {
        if ((drawn & 15) == 0) philox(drawn >> 2, 3, 0, 0, key0, key1, words);
        const word = load<u32>(words + ((<usize>(drawn & 15)) << 2));
        const right = <i32>(((word >> 16) * span) >> 16) - reach;
        const down = <i32>(((word & 0xffff) * span) >> 16) - reach;
        memory.copy(
          pixels + <usize>((y * width + x) * size),
          pixels + <usize>(((y + down) * width + x + right) * size),
          <usize>size,
        );
      }
    }
  }
}

/**
 * Each pixel from where `ways` point, `scale` times: floats across for all pixels at `across`, down at `down`. Between
 * pixels levels are interpolated; beyond the edges the picture is mirrored with them. Cut.
 */
export function displace(
  source: usize,
  width: i32,
  height: i32,
  channels: i32,
  across: usize,
  down: usize,
  scale: f32,
  output: usize,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, across += 4, down += 4) {
      const fromX = <f32>x + load<f32>(across) * scale;
      const fromY = <f32>y + load<f32>(down) * scale;
      const left = <i32>floor<f32>(fromX);
      const top = <i32>floor<f32>(fromY);
      const right = fromX - <f32>left;
      const low = fromY - <f32>top;
      const x0 = inside(left, width, 2) * channels;
      const x1 = inside(left + 1, width, 2) * channels;
      const row0 = source + <usize>(inside(top, height, 2) * width * channels);
      const row1 = source + <usize>(inside(top + 1, height, 2) * width * channels);
      for (let channel = 0; channel < channels; channel++, output++) {
        const a = <f32>load<u8>(row0 + <usize>(x0 + channel));
        const b = <f32>load<u8>(row0 + <usize>(x1 + channel));
        const c = <f32>load<u8>(row1 + <usize>(x0 + channel));
        const d = <f32>load<u8>(row1 + <usize>(x1 + channel));
        const above = a + (b - a) * right;
        const below = c + (d - c) * right;
        store<u8>(output, <u8>min<f32>(255, above + (below - above) * low + 0.0001));
      }
    }
  }
}
