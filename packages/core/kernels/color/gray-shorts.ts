/** A weight as PyTorch has it, in f32; products with 16 bits are exact in f64. */
const redWeight: f32 = 0.2989;
const greenWeight: f64 = <f64>(<f32>0.587);
const blueWeight: f64 = <f64>(<f32>0.114);

/**
 * Sum of the gray values, cut to whole numbers, of `count` pixels of 3 or 4 interleaved channels of 16 bits: torchvision's
 * gray, in f32 with fused multiply-adds.
 */
export function sumGrayShorts(pixels: usize, count: i32, channels: i32): f64 {
  const step = (<usize>channels) << 1;
  const end = pixels + <usize>count * step;
  let sum: f64 = 0;
  for (; pixels < end; pixels += step) {
    const red = <f32>load<u16>(pixels) * redWeight;
    const redGreen = <f32>(<f64>load<u16>(pixels, 2) * greenWeight + <f64>red);
    const gray = <f32>(<f64>load<u16>(pixels, 4) * blueWeight + <f64>redGreen);
    sum += <f64>floor<f32>(gray);
  }
  return sum;
}
