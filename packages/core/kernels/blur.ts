import { magic } from "./four";
import { storePart } from "./tail";

/** Weights of a Gaussian of `radius` + 1 taps from its middle outwards, as f32, both sides together summing to one. */
export function gaussianWeights(radius: i32, sigma: f64, output: usize): void {
  let sum: f64 = 1;
  for (let tap = 1; tap <= radius; tap++) sum += 2 * gaussian(tap, sigma);
  for (let tap = 0; tap <= radius; tap++) store<f32>(output + ((<usize>tap) << 2), <f32>(gaussian(tap, sigma) / sum));
}

function gaussian(tap: i32, sigma: f64): f64 {
  const distance = <f64>tap / sigma;
  return NativeMath.exp(-0.5 * distance * distance);
}

/** Mirrors a position at the ends without repeating them. */
function reflect(position: i32, length: i32): i32 {
  if (position < 0) return -position;
  return position < length ? position : 2 * length - 2 - position;
}

/** Where the rows above and below a row lie, the nearest first, as pairs of u32 at `rows`. */
function locateRows(source: usize, y: i32, bytes: i32, height: i32, radius: i32, rows: usize): void {
  for (let tap = 1; tap <= radius; tap++) {
    const pair = rows + ((<usize>tap) << 3);
    store<u32>(pair, <u32>(source + <usize>reflect(y - tap, height) * <usize>bytes));
    store<u32>(pair, <u32>(source + <usize>reflect(y + tap, height) * <usize>bytes), 4);
  }
}

/** One row of weighted sums down the columns, as floats; writes whole sixteens. */
function blurDown(row: usize, bytes: i32, rows: usize, weights: usize, radius: i32, output: usize): void {
  const middle = v128.load32_splat(weights);
  for (let x = 0; x < bytes; x += 16) {
    const center = v128.load(row + <usize>x);
    const low = i16x8.extend_low_i8x16_u(center);
    const high = i16x8.extend_high_i8x16_u(center);
    let sum0 = f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(low)), middle);
    let sum1 = f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(low)), middle);
    let sum2 = f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(high)), middle);
    let sum3 = f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(high)), middle);
    for (let tap = 1; tap <= radius; tap++) {
      const pair = rows + ((<usize>tap) << 3);
      const above = v128.load(<usize>load<u32>(pair) + <usize>x);
      const below = v128.load(<usize>load<u32>(pair, 4) + <usize>x);
      const weight = v128.load32_splat(weights + ((<usize>tap) << 2));
      // Both sides have one weight: their whole sum is exact.
      const lows = i16x8.add(i16x8.extend_low_i8x16_u(above), i16x8.extend_low_i8x16_u(below));
      const highs = i16x8.add(i16x8.extend_high_i8x16_u(above), i16x8.extend_high_i8x16_u(below));
      sum0 = f32x4.add(sum0, f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(lows)), weight));
      sum1 = f32x4.add(sum1, f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(lows)), weight));
      sum2 = f32x4.add(sum2, f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(highs)), weight));
      sum3 = f32x4.add(sum3, f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(highs)), weight));
    }
    const target = output + ((<usize>x) << 2);
    v128.store(target, sum0);
    v128.store(target, sum1, 16);
    v128.store(target, sum2, 32);
    v128.store(target, sum3, 48);
  }
}

/** Four results of weighted sums (0 … 255) along a row of floats, as integers rounded half to even. */
function blurAcross(at: usize, channels: i32, weights: usize, radius: i32): v128 {
  let sum = f32x4.mul(v128.load(at), v128.load32_splat(weights));
  const step = (<usize>channels) << 2;
  let left = at;
  let right = at;
  for (let tap = 1; tap <= radius; tap++) {
    left -= step;
    right += step;
    const pair = f32x4.add(v128.load(left), v128.load(right));
    sum = f32x4.add(sum, f32x4.mul(pair, v128.load32_splat(weights + ((<usize>tap) << 2))));
  }
  return v128.and(f32x4.add(sum, f32x4.splat(magic)), i32x4.splat(255));
}

/**
 * Separable symmetric filter of bytes, down and then across, in f32, rounded once at the end. Beyond the edges the image
 * is mirrored without repeating them, so radii must be less than the sides. Weights run from the middle outwards.
 * `scratch` takes (width + 2 · radiusX) · channels + 2 · radiusY + 36 floats.
 */
export function blur(
  source: usize,
  width: i32,
  height: i32,
  channels: i32,
  weightsX: usize,
  radiusX: i32,
  weightsY: usize,
  radiusY: i32,
  scratch: usize,
  output: usize,
): void {
  const bytes = width * channels;
  const pixel = (<usize>channels) << 2;
  // Sixteen bytes for each tap at most, in whole vectors, are those of where rows lie.
  const start = scratch + ((((<usize>radiusY + 1) << 3) + 15) & ~15) + <usize>radiusX * pixel;
  const last = start + <usize>(width - 1) * pixel;
  for (let row = 0; row < height; row++) {
    locateRows(source, row, bytes, height, radiusY, scratch);
    blurDown(source + <usize>row * <usize>bytes, bytes, scratch, weightsY, radiusY, start);
    for (let tap: usize = 1; tap <= <usize>radiusX; tap++) {
      memory.copy(start - tap * pixel, start + tap * pixel, pixel);
      memory.copy(last + tap * pixel, last - tap * pixel, pixel);
    }
    for (let x = 0; x < bytes; x += 16) {
      const at = start + ((<usize>x) << 2);
      const low = i16x8.narrow_i32x4_s(
        blurAcross(at, channels, weightsX, radiusX),
        blurAcross(at + 16, channels, weightsX, radiusX),
      );
      const high = i16x8.narrow_i32x4_s(
        blurAcross(at + 32, channels, weightsX, radiusX),
        blurAcross(at + 48, channels, weightsX, radiusX),
      );
      const result = i8x16.narrow_i16x8_u(low, high);
      if (x + 16 <= bytes) v128.store(output, result);
      else storePart(output, result, <usize>(bytes - x));
      output += <usize>min<i32>(16, bytes - x);
    }
  }
}
