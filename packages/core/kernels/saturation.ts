import { loadFour, magic, storeLowBytes } from "./four";
import { grayPlane } from "./gray";

/**
 * Blends planes with their gray: trunc(clamp(value · factor + gray · rest)), as torchvision does: the product with the
 * factor is rounded to f32, the rest added with a fused multiply-add, which WebAssembly lacks. So the other product is
 * split into two exact ones, and their sum with the first rounded once (Dekker's and Knuth's error-free transforms).
 * The plane behind the third is scratch.
 */
export function saturate(planes: usize, count: i32, plane: i32, factor: f32, rest: f32): void {
  const grays = planes + <usize>(3 * plane);
  grayPlane(planes, count, plane, grays);
  if (factor == 0 && rest == 1) {
    // What has no color left is its gray.
    for (let channel = 0; channel < 3; channel++) {
      memory.copy(planes + <usize>(channel * plane), grays, (<usize>count + 15) & ~15);
    }
    return;
  }
  const upperRest = reinterpret<f32>(reinterpret<i32>(rest) & -4096);
  const factors = f32x4.splat(factor);
  const coarse = f32x4.splat(upperRest);
  const fine = f32x4.splat(rest - upperRest);
  const shift = f32x4.splat(magic);
  const most = f32x4.splat(255);
  const zero = f32x4.splat(0);
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 4) {
    const gray = loadFour(grays + pixel);
    const large = f32x4.mul(gray, coarse);
    const small = f32x4.mul(gray, fine);
    for (let channel: usize = 0; channel < <usize>(3 * plane); channel += <usize>plane) {
      const at = planes + channel + pixel;
      const value = f32x4.mul(loadFour(at), factors);
      const sum = f32x4.add(value, large);
      const part = f32x4.sub(sum, value);
      const error = f32x4.add(f32x4.sub(value, f32x4.sub(sum, part)), f32x4.sub(large, part));
      const rounded = f32x4.add(sum, f32x4.add(error, small));
      const level = f32x4.floor(f32x4.pmin(most, f32x4.pmax(zero, rounded)));
      storeLowBytes(at, f32x4.add(level, shift));
    }
  }
}
