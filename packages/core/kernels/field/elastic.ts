// Fields of positions that a smoothed noise displaces. Arithmetic is plain f32 in a fixed order, so that they are the same
// on every machine.
import { REFLECT, within } from "../borders";
import { philox } from "../philox";

/** Evenly from −1 to 1, as f32 in whole sixteens; what a place gets depends on the key, the stream and the place. */
export function evenPlane(target: usize, count: i32, stream: i32, key0: i32, key1: i32): void {
  const unit = f32x4.splat(1.0 / 2147483648.0);
  for (let at = 0; at < count; at += 16) {
    const output = target + ((<usize>at) << 2);
    philox(at >> 2, stream, 0, 0, key0, key1, output);
    for (let part: usize = 0; part < 64; part += 16) {
      v128.store(output + part, f32x4.mul(f32x4.convert_i32x4_s(v128.load(output + part)), unit));
    }
  }
}

/** Four weighted sums of rows, taps from the middle outwards. */
function down(plane: usize, x: usize, y: i32, rowBytes: usize, height: i32, weights: usize, radius: i32): v128 {
  let sum = f32x4.mul(v128.load(plane + <usize>y * rowBytes + x), v128.load32_splat(weights));
  for (let tap = 1; tap <= radius; tap++) {
    const above = v128.load(plane + <usize>within(y - tap, height, REFLECT) * rowBytes + x);
    const below = v128.load(plane + <usize>within(y + tap, height, REFLECT) * rowBytes + x);
    const weight = v128.load32_splat(weights + ((<usize>tap) << 2));
    sum = f32x4.add(sum, f32x4.mul(f32x4.add(above, below), weight));
  }
  return sum;
}

/**
 * A separable symmetric filter of a plane of f32, down and then across, in place of nothing: `output` is another plane, of
 * whole fours. Beyond the edges the plane is mirrored. Weights run from the middle outwards. `scratch` takes
 * width + 2 · radius + 8 floats.
 */
export function blurPlane(
  plane: usize,
  width: i32,
  height: i32,
  weights: usize,
  radius: i32,
  scratch: usize,
  output: usize,
): void {
  const rowBytes = (<usize>width) << 2;
  const start = scratch + ((<usize>radius) << 2);
  for (let row = 0; row < height; row++) {
    for (let x: usize = 0; x < rowBytes; x += 16) {
      v128.store(start + x, down(plane, x, row, rowBytes, height, weights, radius));
    }
    for (let tap = 1; tap <= radius; tap++) {
      const left = start + ((<usize>within(-tap, width, REFLECT)) << 2);
      const right = start + ((<usize>within(width - 1 + tap, width, REFLECT)) << 2);
      store<f32>(start - ((<usize>tap) << 2), load<f32>(left));
      store<f32>(start + ((<usize>(width - 1 + tap)) << 2), load<f32>(right));
    }
    const target = output + <usize>row * rowBytes;
    for (let x: usize = 0; x < rowBytes; x += 16) {
      const at = start + x;
      let sum = f32x4.mul(v128.load(at), v128.load32_splat(weights));
      for (let tap: usize = 1; tap <= <usize>radius; tap++) {
        const pair = f32x4.add(v128.load(at - (tap << 2)), v128.load(at + (tap << 2)));
        sum = f32x4.add(sum, f32x4.mul(pair, v128.load32_splat(weights + (tap << 2))));
      }
      // Rows follow one another: what is written behind one is overwritten by the next.
      v128.store(target + x, sum);
    }
  }
}

/** The field of a displacement: for each row the columns x + 0.5 + dx · `across`, then the rows y + 0.5 + dy · `downwards`. */
export function displaced(
  dx: usize,
  dy: usize,
  width: i32,
  height: i32,
  across: f32,
  downwards: f32,
  field: usize,
): void {
  for (let row = 0; row < height; row++) {
    const start = (<usize>(row * width)) << 2;
    const target = field + 2 * start;
    for (let column = 0; column < width; column++) {
      const at = (<usize>column) << 2;
      store<f32>(target + at, <f32>column + <f32>0.5 + load<f32>(dx + start + at) * across);
      store<f32>(
        target + ((<usize>(width + column)) << 2),
        <f32>row + <f32>0.5 + load<f32>(dy + start + at) * downwards,
      );
    }
  }
}
