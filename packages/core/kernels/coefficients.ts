// The tap tables of a separable resize along one axis, as PyTorch's `interpolate(align_corners=False)` defines them for
// 8-bit images: antialiased as Pillow does (the filter widens with the scale), or point sampled.

/** What one result reads: four i32, namely first source position, number of taps, shift, unused. */
export const entryBytes: usize = 16;

const BICUBIC: i32 = 2;

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

/** Weights of result `index`, antialiased, into `weights` (f64). Returns how many; the first is at `firstTap`. */
function antialiasedWeights(index: i32, length: i32, size: i32, filter: i32, weights: usize): i32 {
  const scale = <f64>length / <f64>size;
  const widening = max<f64>(scale, 1);
  const support = (filter == BICUBIC ? 2.0 : 1.0) * widening;
  const inverse = 1 / widening;
  const center = scale * (<f64>index + 0.5);
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
  const position = max<f64>((<f64>length / <f64>size) * (<f64>index + 0.5) - 0.5, 0);
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
  const position = (<f64>length / <f64>size) * (<f64>index + 0.5) - 0.5;
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

/**
 * Weights to i16, with the most bits that the largest of them leaves (22 at most, so that sums stay below 2^31), such
 * that they sum to exactly one: a constant image stays constant. `backwards` stores them in reverse. Returns the shift.
 */
function quantise(weights: usize, count: i32, backwards: bool, table: usize, stride: i32): i32 {
  let sum: f64 = 0;
  for (let tap = 0; tap < count; tap++) sum += load<f64>(weights + ((<usize>tap) << 3));
  let largest: f64 = 0;
  let largestTap = 0;
  for (let tap = 0; tap < count; tap++) {
    const weight = load<f64>(weights + ((<usize>tap) << 3)) / sum;
    store<f64>(weights + ((<usize>tap) << 3), weight);
    if (weight > largest) {
      largest = weight;
      largestTap = tap;
    }
  }
  // The largest weight also takes up what rounding lost: at most half a unit for each tap.
  let shift = 22;
  while (shift > 0 && largest * <f64>(1 << shift) + <f64>(count >> 1) + 1 > 32767) shift--;
  const one = <f64>(1 << shift);
  let missing = 1 << shift;
  for (let tap = 0; tap < count; tap++) {
    const coefficient = <i32>floor(load<f64>(weights + ((<usize>tap) << 3)) * one + 0.5);
    missing -= coefficient;
    store<i16>(table + ((<usize>(backwards ? count - 1 - tap : tap)) << 1), <i16>coefficient);
  }
  const at = table + ((<usize>(backwards ? count - 1 - largestTap : largestTap)) << 1);
  store<i16>(at, <i16>(load<i16>(at) + missing));
  for (let tap = count; tap < stride; tap++) store<i16>(table + ((<usize>tap) << 1), 0);
  return shift;
}

/**
 * Fills the tables of one axis: `length` source positions from `offset`, read backwards if `reversed`, resized to
 * `size`, of which results `windowOffset` … `windowOffset + windowLength` are kept, in reverse if `windowReversed`.
 * `entries` takes `windowLength` entries, `table` the coefficients: `stride` i16 for each result, zeros behind the last.
 * `weights` is scratch for `stride` f64. The shift belongs to the result alone, not to its window, so that a window of a
 * resize has the bytes of the whole.
 */
export function coefficients(
  offset: i32,
  length: i32,
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
  for (let result = 0; result < windowLength; result++) {
    const index = windowOffset + (windowReversed ? windowLength - 1 - result : result);
    const count = antialias
      ? antialiasedWeights(index, length, size, filter, weights)
      : filter == BICUBIC
        ? cubicWeights(index, length, size, weights)
        : linearWeights(index, length, size, weights);
    const entry = entries + <usize>result * entryBytes;
    store<i32>(entry, offset + (reversed ? length - firstTap - count : firstTap));
    store<i32>(entry, count, 4);
    store<i32>(entry, quantise(weights, count, reversed, table + ((<usize>(result * stride)) << 1), stride), 8);
  }
}
