/**
 * Sum of the gray values, cut to whole numbers, of `count` pixels of 3 or 4 interleaved channels of 16 bits, with the
 * weights of torchvision's gray of bytes.
 */
export function sumGrayShorts(pixels: usize, count: i32, channels: i32): f64 {
  const step = (<usize>channels) << 1;
  const end = pixels + <usize>count * step;
  let sum: f64 = 0;
  for (; pixels < end; pixels += step) {
    const red = <f32>load<u16>(pixels) * <f32>0.2989;
    const green = <f32>load<u16>(pixels, 2) * <f32>0.587;
    const blue = <f32>load<u16>(pixels, 4) * <f32>0.114;
    sum += <f64>floor<f32>(red + green + blue);
  }
  return sum;
}
