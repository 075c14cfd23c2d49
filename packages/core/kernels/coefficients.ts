// The tap tables of a separable resize along one axis, as PyTorch's `interpolate(align_corners=False)` defines them for
// 8-bit images: antialiased as Pillow does (the filter widens with the scale), or point sampled.

/** What one result reads: two i32, namely first source position and number of taps. */
export const entryBytes: usize = 8;

const BICUBIC: i32 = 2;
const AREA: i32 = 3;

/** Triangle of half width 1. */
function triangle(x: f64): f64 {
  const distance = abs(x);
  return distance < 1 ? 1 - distance : 0;
}

/** Keys' cubic convolution of half width 2 with slope `a` at 1. */
function cubic(x: f64, a: f64): f64 {
  const distance = abs(x);
  if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  if (distance < 2) return ((distance - 5) * distance + 8) * distance * a - 4 * a;
  return 0;
}

let firstTap: i32 = 0;

/** The part of the positions that is resized, which may begin and end between two of them. */
let partStart: f64 = 0;
let partExtent: f64 = 0;

/** Weights of result `index`, antialiased, into `weights` (f64). Returns how many; the first is at `firstTap`. */
function antialiasedWeights(index: i32, length: i32, size: i32, filter: i32, weights: usize): i32 {
  const scale = partExtent / <f64>size;
  const widening = max<f64>(scale, 1);
  const support = (filter == BICUBIC ? 2.0 : 1.0) * widening;
  const inverse = 1 / widening;
  const center = partStart + scale * (<f64>index + 0.5);
  const first = max<i32>(<i32>(center - support + 0.5), 0);
  const end = min<i32>(<i32>(center + support + 0.5), length);
  for (let position = first; position < end; position++) {
    const x = (<f64>position - center + 0.5) * inverse;
    store<f64>(weights + ((<usize>(position - first)) << 3), filter == BICUBIC ? cubic(x, -0.5) : triangle(x));
  }
  firstTap = first;
  return end - first;
}

/** The same for two neighbouring source positions. */
function linearWeights(index: i32, length: i32, size: i32, weights: usize): i32 {
  const position = max<f64>(partStart + (partExtent / <f64>size) * (<f64>index + 0.5) - 0.5, 0);
  const first = min<i32>(<i32>position, length - 1);
  const fraction = position - <f64>first;
  firstTap = first;
  if (first == length - 1) {
    store<f64>(weights, 1);
    return 1;
  }
  store<f64>(weights, 1 - fraction);
  store<f64>(weights, fraction, 8);
  return 2;
}

/** The same for four neighbouring source positions; those beyond the ends count for the end. */
function cubicWeights(index: i32, length: i32, size: i32, weights: usize): i32 {
  const position = partStart + (partExtent / <f64>size) * (<f64>index + 0.5) - 0.5;
  const middle = <i32>floor(position);
  const fraction = position - <f64>middle;
  const first = min<i32>(max<i32>(middle - 1, 0), length - 1);
  const last = min<i32>(max<i32>(middle + 2, 0), length - 1);
  for (let tap = 0; tap < 4; tap++) store<f64>(weights + ((<usize>tap) << 3), 0);
  for (let tap = -1; tap < 3; tap++) {
    const at = weights + ((<usize>(min<i32>(max<i32>(middle + tap, first), last) - first)) << 3);
    store<f64>(at, load<f64>(at) + cubic(<f64>tap - fraction, -0.75));
  }
  firstTap = first;
  return last - first + 1;
}

/** The same by how much of each source position a result covers, as OpenCV's INTER_AREA weighs them where it shrinks. */
function areaWeights(index: i32, length: i32, size: i32, weights: usize): i32 {
  const scale = partExtent / <f64>size;
  const from = partStart + scale * <f64>index;
  const to = from + scale;
  const first = min<i32>(max<i32>(<i32>floor(from), 0), length - 1);
  const end = max<i32>(min<i32>(<i32>ceil(to), length), first + 1);
  let count = 0;
  firstTap = first;
  for (let position = first; position < end; position++) {
    const covered = min<f64>(to, <f64>(position + 1)) - max<f64>(from, <f64>position);
    // Rounding may leave a hair of a position that is not covered at all.
    if (covered < 1e-9 * scale) {
      if (count == 0 && position + 1 < end) {
        firstTap = position + 1;
        continue;
      }
      if (count > 0) break;
    }
    store<f64>(weights + ((<usize>count) << 3), max<f64>(covered, 1e-9));
    count++;
  }
  return count;
}

/** Weights of result `index` into `weights` (f64), summing to one. Returns how many; the first is at `firstTap`. */
function normalisedWeights(index: i32, length: i32, size: i32, filter: i32, antialias: bool, weights: usize): i32 {
  let count: i32;
  if (filter == AREA) count = areaWeights(index, length, size, weights);
  else if (antialias) count = antialiasedWeights(index, length, size, filter, weights);
  else if (filter == BICUBIC) count = cubicWeights(index, length, size, weights);
  else count = linearWeights(index, length, size, weights);
  let sum: f64 = 0;
  for (let tap = 0; tap < count; tap++) sum += load<f64>(weights + ((<usize>tap) << 3));
  for (let tap = 0; tap < count; tap++) {
    const at = weights + ((<usize>tap) << 3);
    store<f64>(at, load<f64>(at) / sum);
  }
  return count;
}

/** The largest of the first `count` weights and `least`. */
function largestWeight(weights: usize, count: i32, least: f64): f64 {
  for (let tap = 0; tap < count; tap++) least = max<f64>(least, load<f64>(weights + ((<usize>tap) << 3)));
  return least;
}

/** Bits behind the point of i16 coefficients: as many as the largest weight leaves, 22 at most, so that sums fit i32. */
function bitsFor(largest: f64): i32 {
  let bits = 0;
  while (bits < 22 && <i32>(0.5 + largest * <f64>(1 << (bits + 1))) < 32768) bits++;
  return bits;
}

/** Weights to i16, rounded half away from zero, `backwards` in reverse, zeros behind the last up to `stride`. */
function quantise(weights: usize, count: i32, bits: i32, backwards: bool, table: usize, stride: i32): void {
  const one = <f64>(1 << bits);
  for (let tap = 0; tap < count; tap++) {
    const weight = load<f64>(weights + ((<usize>tap) << 3)) * one;
    const at = table + ((<usize>(backwards ? count - 1 - tap : tap)) << 1);
    store<i16>(at, <i16>(<i32>(weight < 0 ? weight - 0.5 : weight + 0.5)));
  }
  for (let tap = count; tap < stride; tap++) store<i16>(table + ((<usize>tap) << 1), 0);
}

/** Weights as f32, `backwards` in reverse. */
function storeFloats(weights: usize, count: i32, backwards: bool, table: usize): void {
  for (let tap = 0; tap < count; tap++) {
    const at = table + ((<usize>(backwards ? count - 1 - tap : tap)) << 2);
    store<f32>(at, <f32>load<f64>(weights + ((<usize>tap) << 3)));
  }
}

/**
 * The tables of one axis with weights as they are, `stride` f32 for each result; the rest as for `coefficients`, and
 * `weights` is scratch for `stride` f64.
 */
export function floatCoefficients(
  offset: i32,
  length: i32,
  start: f64,
  extent: f64,
  reversed: bool,
  size: i32,
  windowOffset: i32,
  windowLength: i32,
  windowReversed: bool,
  filter: i32,
  antialias: bool,
  stride: i32,
  entries: usize,
  table: usize,
  weights: usize,
): void {
  partStart = start;
  partExtent = extent;
  for (let place = 0; place < windowLength; place++) {
    const count = normalisedWeights(windowOffset + place, length, size, filter, antialias, weights);
    const result = windowReversed ? windowLength - 1 - place : place;
    const entry = entries + <usize>result * entryBytes;
    store<i32>(entry, offset + (reversed ? length - firstTap - count : firstTap));
    store<i32>(entry, count, 4);
    storeFloats(weights, count, reversed, table + ((<usize>(result * stride)) << 2));
  }
}

/**
 * Fills the tables of one axis: of `length` source positions from `offset`, read backwards if `reversed`, those from
 * `start` to `start` + `extent` resized to `size`, of which results `windowOffset` … `windowOffset + windowLength` are kept, in reverse if `windowReversed`.
 * `entries` takes `windowLength` entries, `table` the coefficients: `stride` i16 for each result, zeros behind the last.
 * `weights` is scratch for `stride` f64 for each result of the window and one more. Returns the bits behind the point,
 * for which all results count, kept or not, so that a window of a resize has the bytes of the whole.
 */
export function coefficients(
  offset: i32,
  length: i32,
  start: f64,
  extent: f64,
  reversed: bool,
  size: i32,
  windowOffset: i32,
  windowLength: i32,
  windowReversed: bool,
  filter: i32,
  antialias: bool,
  stride: i32,
  entries: usize,
  table: usize,
  weights: usize,
): i32 {
  partStart = start;
  partExtent = extent;
  let largest: f64 = 0;
  for (let index = 0; index < size; index++) {
    const place = index - windowOffset;
    const kept = <u32>place < <u32>windowLength;
    const at = weights + ((<usize>((kept ? place : windowLength) * stride)) << 3);
    const count = normalisedWeights(index, length, size, filter, antialias, at);
    largest = largestWeight(at, count, largest);
    if (kept) {
      const entry = entries + <usize>(windowReversed ? windowLength - 1 - place : place) * entryBytes;
      store<i32>(entry, offset + (reversed ? length - firstTap - count : firstTap));
      store<i32>(entry, count, 4);
    }
  }
  const bits = bitsFor(largest);
  for (let result = 0; result < windowLength; result++) {
    const place = windowReversed ? windowLength - 1 - result : result;
    const count = load<i32>(entries + <usize>result * entryBytes, 4);
    const at = weights + ((<usize>(place * stride)) << 3);
    quantise(at, count, bits, reversed, table + ((<usize>(result * stride)) << 1), stride);
  }
  return bits;
}
