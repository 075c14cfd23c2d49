// A separable symmetric filter of 32-bit floats.
import { inside } from "./pad";

/**
 * Weighted sums down and then across, of `channels` floats a pixel. Weights run from the middle outwards, `radius` + 1 of
 * them; what lies beyond the edges, `border` says (see `pad`). `scratch` takes (width + 2 · radiusX) · channels + 4 floats.
 * `output` may be the source only where `radiusY` is 0. Writes up to four floats more than there are.
 */
export function blurFloats(
  source: usize,
  width: i32,
  height: i32,
  channels: i32,
  weightsX: usize,
  radiusX: i32,
  weightsY: usize,
  radiusY: i32,
  border: i32,
  scratch: usize,
  output: usize,
): void {
  const count = width * channels;
  const stride = (<usize>count) << 2;
  const pixel = (<usize>channels) << 2;
  const start = scratch + <usize>radiusX * pixel;
  for (let y = 0; y < height; y++) {
    for (let x: usize = 0; x < stride; x += 16) {
      let sum = f32x4.mul(v128.load(source + <usize>y * stride + x), v128.load32_splat(weightsY));
      for (let tap = 1; tap <= radiusY; tap++) {
        const above = v128.load(source + <usize>inside(y - tap, height, border) * stride + x);
        const below = v128.load(source + <usize>inside(y + tap, height, border) * stride + x);
        const weight = v128.load32_splat(weightsY + ((<usize>tap) << 2));
        sum = f32x4.add(sum, f32x4.mul(f32x4.add(above, below), weight));
      }
      v128.store(start + x, sum);
    }
    for (let tap = 1; tap <= radiusX; tap++) {
      const last = width - 1 + tap;
      memory.copy(start - <usize>tap * pixel, start + <usize>inside(-tap, width, border) * pixel, pixel);
      memory.copy(start + <usize>last * pixel, start + <usize>inside(last, width, border) * pixel, pixel);
    }
    const target = output + <usize>y * stride;
    for (let x: usize = 0; x < stride; x += 16) {
      let sum = f32x4.mul(v128.load(start + x), v128.load32_splat(weightsX));
      let left = start + x;
      let right = left;
      for (let tap = 1; tap <= radiusX; tap++) {
        left -= pixel;
        right += pixel;
        const weight = v128.load32_splat(weightsX + ((<usize>tap) << 2));
        sum = f32x4.add(sum, f32x4.mul(f32x4.add(v128.load(left), v128.load(right)), weight));
      }
      if (x + 16 <= stride) v128.store(target + x, sum);
      else {
        for (let at = x; at < stride; at += 4) {
          store<f32>(target + at, f32x4.extract_lane(sum, 0));
          sum = i32x4.shuffle(sum, sum, 1, 2, 3, 0);
        }
      }
    }
  }
}
