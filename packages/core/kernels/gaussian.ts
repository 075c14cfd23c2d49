// Weights of Gaussians, from the middle outwards.

/** Whole weights are in parts of two to the power of this. */
export const WEIGHT_BITS: i32 = 14;
const WHOLE: i32 = 16384;

function gaussian(tap: i32, sigma: f64): f64 {
  const distance = <f64>tap / sigma;
  return NativeMath.exp(-0.5 * distance * distance);
}

/** What all taps of both sides weigh together. */
function sumOf(radius: i32, sigma: f64): f64 {
  let sum: f64 = 1;
  for (let tap = 1; tap <= radius; tap++) sum += 2 * gaussian(tap, sigma);
  return sum;
}

/** Weights of `radius` + 1 taps as f32, both sides together summing to one. */
export function gaussianWeights(radius: i32, sigma: f64, output: usize): void {
  const sum = sumOf(radius, sigma);
  for (let tap = 0; tap <= radius; tap++) store<f32>(output + ((<usize>tap) << 2), <f32>(gaussian(tap, sigma) / sum));
}

/** The same as whole numbers of 16 bits, both sides together summing to 2^14; three zeros follow. */
export function wholeGaussianWeights(radius: i32, sigma: f64, output: usize): void {
  const unit = <f64>WHOLE / sumOf(radius, sigma);
  let both: i32 = 0;
  // What is lost in rounding a weight is made up for by the next.
  let carried: f64 = 0;
  for (let tap = radius; tap > 0; tap--) {
    const exact = gaussian(tap, sigma) * unit + carried;
    const weight = <i32>nearest<f64>(exact);
    carried = exact - <f64>weight;
    both += 2 * weight;
    store<i16>(output + ((<usize>tap) << 1), <i16>weight);
  }
  store<i16>(output, <i16>(WHOLE - both));
  for (let tap: usize = 1; tap <= 3; tap++) store<i16>(output + ((<usize>radius + tap) << 1), 0);
}
