// A separable symmetric filter of bytes in whole numbers: down to sums with six bits behind the point, then across.
import { WEIGHT_BITS } from "./gaussian";
import { storePart } from "./tail";

/** Weights are in parts of 2^14; six bits are left behind the point after the way down, so that two sums fit 16 bits. */
const DOWN_BITS: i32 = WEIGHT_BITS - 6;
const ACROSS_BITS: i32 = WEIGHT_BITS + 6;

/** Mirrors a position at the ends without repeating them. */
function reflect(position: i32, length: i32): i32 {
  if (position < 0) return -position;
  return position < length ? position : 2 * length - 2 - position;
}

/**
 * Where the rows above and below a row lie, the nearest first, the row itself before them, as pairs of u32 at `rows`; behind
 * them twice the row itself, for taps that weigh nothing.
 */
function locateRows(source: usize, y: i32, bytes: i32, height: i32, radius: i32, rows: usize): void {
  for (let tap = 0; tap <= radius; tap++) {
    const pair = rows + ((<usize>tap) << 3);
    store<u32>(pair, <u32>(source + <usize>reflect(y - tap, height) * <usize>bytes));
    store<u32>(pair, <u32>(source + <usize>reflect(y + tap, height) * <usize>bytes), 4);
  }
  const behind = rows + ((<usize>radius + 1) << 3);
  store<u64>(behind, load<u64>(rows));
  store<u64>(behind, load<u64>(rows), 8);
}

/** Products of two numbers of 16 bits each, added, of the first four lanes. */
export function lowDot(one: v128, other: v128, weights: v128): v128 {
  return i32x4.dot_i16x8_s(i16x8.shuffle(one, other, 0, 8, 1, 9, 2, 10, 3, 11), weights);
}

/** The same of the last four. */
export function highDot(one: v128, other: v128, weights: v128): v128 {
  return i32x4.dot_i16x8_s(i16x8.shuffle(one, other, 4, 12, 5, 13, 6, 14, 7, 15), weights);
}

/** The first eight of sixteen bytes and of sixteen others, added. */
function lowSum(one: v128, other: v128): v128 {
  return i16x8.add(i16x8.extend_low_i8x16_u(one), i16x8.extend_low_i8x16_u(other));
}

/** The last eight. */
function highSum(one: v128, other: v128): v128 {
  return i16x8.add(i16x8.extend_high_i8x16_u(one), i16x8.extend_high_i8x16_u(other));
}

/** Rounds eight sums on the way down and stores them. */
function storeDown(output: usize, first: v128, second: v128): void {
  v128.store(output, i16x8.narrow_i32x4_s(i32x4.shr_s(first, DOWN_BITS), i32x4.shr_s(second, DOWN_BITS)));
}

/** One row of weighted sums down the columns, 16 bits each; writes whole sixteens. At most five taps. */
function fiveDown(bytes: i32, rows: usize, weights: usize, output: usize): void {
  const inner = v128.load32_splat(weights);
  const outer = v128.load32_splat(weights, 4);
  const half = i32x4.splat(1 << (DOWN_BITS - 1));
  const zero = i16x8.splat(0);
  const row = <usize>load<u32>(rows);
  const above = <usize>load<u32>(rows, 8);
  const below = <usize>load<u32>(rows, 12);
  const highest = <usize>load<u32>(rows, 16);
  const lowest = <usize>load<u32>(rows, 20);
  for (let x: usize = 0; x < <usize>bytes; x += 16) {
    const center = v128.load(row + x);
    const up = v128.load(above + x);
    const down = v128.load(below + x);
    const top = v128.load(highest + x);
    const bottom = v128.load(lowest + x);
    const low = i16x8.extend_low_i8x16_u(center);
    const high = i16x8.extend_high_i8x16_u(center);
    const lowNear = lowSum(up, down);
    const highNear = highSum(up, down);
    const lowFar = lowSum(top, bottom);
    const highFar = highSum(top, bottom);
    const sum0 = i32x4.add(i32x4.add(lowDot(low, lowNear, inner), lowDot(lowFar, zero, outer)), half);
    const sum1 = i32x4.add(i32x4.add(highDot(low, lowNear, inner), highDot(lowFar, zero, outer)), half);
    const sum2 = i32x4.add(i32x4.add(lowDot(high, highNear, inner), lowDot(highFar, zero, outer)), half);
    const sum3 = i32x4.add(i32x4.add(highDot(high, highNear, inner), highDot(highFar, zero, outer)), half);
    storeDown(output + 2 * x, sum0, sum1);
    storeDown(output + 2 * x + 16, sum2, sum3);
  }
}

/** The same, of any number of taps. */
function anyDown(bytes: i32, rows: usize, weights: usize, radius: i32, output: usize): void {
  const row = <usize>load<u32>(rows);
  const above = <usize>load<u32>(rows, 8);
  const below = <usize>load<u32>(rows, 12);
  const inner = v128.load32_splat(weights);
  const half = i32x4.splat(1 << (DOWN_BITS - 1));
  const last = rows + ((<usize>radius) << 3);
  for (let x: usize = 0; x < <usize>bytes; x += 16) {
    const center = v128.load(row + x);
    const up = v128.load(above + x);
    const down = v128.load(below + x);
    let one = i16x8.extend_low_i8x16_u(center);
    let other = lowSum(up, down);
    let sum0 = i32x4.add(lowDot(one, other, inner), half);
    let sum1 = i32x4.add(highDot(one, other, inner), half);
    one = i16x8.extend_high_i8x16_u(center);
    other = highSum(up, down);
    let sum2 = i32x4.add(lowDot(one, other, inner), half);
    let sum3 = i32x4.add(highDot(one, other, inner), half);
    let pairs = weights + 4;
    for (let pair = rows + 16; pair <= last; pair += 16) {
      const both = v128.load32_splat(pairs);
      const near = v128.load(<usize>load<u32>(pair) + x);
      const nearBelow = v128.load(<usize>load<u32>(pair, 4) + x);
      const far = v128.load(<usize>load<u32>(pair, 8) + x);
      const farBelow = v128.load(<usize>load<u32>(pair, 12) + x);
      one = lowSum(near, nearBelow);
      other = lowSum(far, farBelow);
      sum0 = i32x4.add(sum0, lowDot(one, other, both));
      sum1 = i32x4.add(sum1, highDot(one, other, both));
      one = highSum(near, nearBelow);
      other = highSum(far, farBelow);
      sum2 = i32x4.add(sum2, lowDot(one, other, both));
      sum3 = i32x4.add(sum3, highDot(one, other, both));
      pairs += 4;
    }
    storeDown(output + 2 * x, sum0, sum1);
    storeDown(output + 2 * x + 16, sum2, sum3);
  }
}

/** Rounds eight sums on the way across, as 16 bits. */
function leveled(first: v128, second: v128): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(first, ACROSS_BITS), i32x4.shr_s(second, ACROSS_BITS));
}

/** Eight results along a row of sums; `step` is two bytes for each channel. At most five taps. */
function fiveAcross(at: usize, step: usize, inner: v128, outer: v128): v128 {
  const half = i32x4.splat(1 << (ACROSS_BITS - 1));
  const zero = i16x8.splat(0);
  const center = v128.load(at);
  const near = i16x8.add(v128.load(at - step), v128.load(at + step));
  const far = i16x8.add(v128.load(at - 2 * step), v128.load(at + 2 * step));
  const first = i32x4.add(i32x4.add(lowDot(center, near, inner), lowDot(far, zero, outer)), half);
  const second = i32x4.add(i32x4.add(highDot(center, near, inner), highDot(far, zero, outer)), half);
  return leveled(first, second);
}

/** The same, of any number of taps. */
function anyAcross(at: usize, step: usize, weights: usize, radius: i32): v128 {
  const half = i32x4.splat(1 << (ACROSS_BITS - 1));
  let both = v128.load32_splat(weights);
  let one = v128.load(at);
  let other = i16x8.add(v128.load(at - step), v128.load(at + step));
  let first = i32x4.add(lowDot(one, other, both), half);
  let second = i32x4.add(highDot(one, other, both), half);
  let left = at;
  let right = at;
  for (let tap = 2; tap <= radius; tap += 2) {
    weights += 4;
    left -= 2 * step;
    right += 2 * step;
    both = v128.load32_splat(weights);
    one = i16x8.add(v128.load(left), v128.load(right));
    other = i16x8.add(v128.load(left - step), v128.load(right + step));
    first = i32x4.add(first, lowDot(one, other, both));
    second = i32x4.add(second, highDot(one, other, both));
  }
  return leveled(first, second);
}

/** A row of results, of which no byte too many is written. */
function blurAcross(start: usize, bytes: i32, step: usize, weights: usize, radius: i32, output: usize): void {
  const inner = v128.load32_splat(weights);
  const outer = v128.load32_splat(weights, 4);
  const whole = <usize>(bytes & ~15);
  const isSmall = radius <= 2;
  if (isSmall) {
    for (let x: usize = 0; x < whole; x += 16) {
      const at = start + 2 * x;
      const low = fiveAcross(at, step, inner, outer);
      v128.store(output + x, i8x16.narrow_i16x8_u(low, fiveAcross(at + 16, step, inner, outer)));
    }
  } else {
    for (let x: usize = 0; x < whole; x += 16) {
      const at = start + 2 * x;
      const low = anyAcross(at, step, weights, radius);
      v128.store(output + x, i8x16.narrow_i16x8_u(low, anyAcross(at + 16, step, weights, radius)));
    }
  }
  const left = <usize>bytes - whole;
  if (left == 0) return;
  const at = start + 2 * whole;
  const low = anyAcross(at, step, weights, radius);
  storePart(output + whole, i8x16.narrow_i16x8_u(low, anyAcross(at + 16, step, weights, radius)), left);
}

/**
 * Separable symmetric filter of bytes, down and then across. Beyond the edges the image is mirrored without repeating them,
 * so radii must be less than the sides. Weights are those of `wholeGaussianWeights`. `scratch` takes
 * (width + 2 · radiusX + 4) · channels numbers of 16 bits, 8 bytes for each of radiusY taps, and 128 bytes more.
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
  const pixel = (<usize>channels) << 1;
  // Before the row lie its mirrored pixels, and two that are read for taps that weigh nothing.
  const start = scratch + (((<usize>radiusY + 3) << 3) & ~15) + <usize>(radiusX + 2) * pixel;
  const last = start + <usize>(width - 1) * pixel;
  for (let row = 0; row < height; row++) {
    locateRows(source, row, bytes, height, radiusY, scratch);
    if (radiusY <= 2) fiveDown(bytes, scratch, weightsY, start);
    else anyDown(bytes, scratch, weightsY, radiusY, start);
    for (let tap: usize = 1; tap <= <usize>radiusX; tap++) {
      for (let at: usize = 0; at < pixel; at += 2) {
        store<u16>(start - tap * pixel + at, load<u16>(start + tap * pixel + at));
        store<u16>(last + tap * pixel + at, load<u16>(last - tap * pixel + at));
      }
    }
    blurAcross(start, bytes, pixel, weightsX, radiusX, output);
    output += <usize>bytes;
  }
}
