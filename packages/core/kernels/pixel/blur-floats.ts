// A separable symmetric filter of 32-bit floats.
import { copyPixel } from "../reindex";
import { inside } from "./pad";

/**
 * Weighted sums down and then across, of `channels` floats a pixel. Weights run from the middle outwards, `radius` + 1 of
 * them; what lies beyond the edges, `border` says (see `pad`). `scratch` takes (width + 2 · radiusX) · channels + 4 floats.
 * `output` may be the source only where `radiusY` is 0.
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
    weigh(source + <usize>y * stride, stride, v128.load32_splat(weightsY), start);
    for (let tap = 1; tap <= radiusY; tap++) {
      const above = source + <usize>inside(y - tap, height, border) * stride;
      const below = source + <usize>inside(y + tap, height, border) * stride;
      addWeighed(above, below, stride, v128.load32_splat(weightsY + ((<usize>tap) << 2)), start);
    }
    for (let tap = 1; tap <= radiusX; tap++) {
      const last = width - 1 + tap;
      copyPixel(start - <usize>tap * pixel, start + <usize>inside(-tap, width, border) * pixel, <i32>pixel);
      copyPixel(start + <usize>last * pixel, start + <usize>inside(last, width, border) * pixel, <i32>pixel);
    }
    blurRow(start, stride, pixel, weightsX, radiusX, output + <usize>y * stride);
  }
}

/** A row of floats times a weight; writes whole fours. */
function weigh(row: usize, bytes: usize, weight: v128, output: usize): void {
  for (let x: usize = 0; x < bytes; x += 16) v128.store(output + x, f32x4.mul(v128.load(row + x), weight));
}

/** Adds the weighed sum of two rows of floats. */
function addWeighed(one: usize, other: usize, bytes: usize, weight: v128, output: usize): void {
  for (let x: usize = 0; x < bytes; x += 16) {
    const both = f32x4.mul(f32x4.add(v128.load(one + x), v128.load(other + x)), weight);
    v128.store(output + x, f32x4.add(v128.load(output + x), both));
  }
}

/** Weighted sums along a row; no float too many is written. */
function blurRow(row: usize, bytes: usize, pixel: usize, weights: usize, radius: i32, output: usize): void {
  const last = weights + ((<usize>radius) << 2);
  const middle = v128.load32_splat(weights);
  let x: usize = 0;
  for (; x + 32 <= bytes; x += 32) {
    let left = row + x;
    let right = left;
    let first = f32x4.mul(v128.load(left), middle);
    let second = f32x4.mul(v128.load(left, 16), middle);
    for (let at = weights + 4; at <= last; at += 4) {
      left -= pixel;
      right += pixel;
      const weight = v128.load32_splat(at);
      first = f32x4.add(first, f32x4.mul(f32x4.add(v128.load(left), v128.load(right)), weight));
      second = f32x4.add(second, f32x4.mul(f32x4.add(v128.load(left, 16), v128.load(right, 16)), weight));
    }
    v128.store(output + x, first);
    v128.store(output + x, second, 16);
  }
  for (; x < bytes; x += 4) {
    let left = row + x;
    let right = left;
    let sum = load<f32>(left) * load<f32>(weights);
    for (let at = weights + 4; at <= last; at += 4) {
      left -= pixel;
      right += pixel;
      sum += (load<f32>(left) + load<f32>(right)) * load<f32>(at);
    }
    store<f32>(output + x, sum);
  }
}
