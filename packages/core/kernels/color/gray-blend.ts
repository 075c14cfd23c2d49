// Saturation as Pillow and OpenCV have it: colors blended with their gray, each in its own order of rounding.
import { loadFour, magic, storeLowBytes } from "../four";
import { weightedGrayPlane } from "./weighted-gray";

/** A number cut to the range of bytes. */
function clamped(value: v128): v128 {
  return f32x4.pmin(f32x4.splat(255), f32x4.pmax(f32x4.splat(0), value));
}

/**
 * Pillow's `Image.blend`: gray + factor · (value − gray), each step in f32, cut to a whole number. The plane behind the
 * third is scratch.
 */
export function blendAsPillow(planes: usize, count: i32, plane: i32, factor: f32): void {
  const grays = planes + <usize>(3 * plane);
  weightedGrayPlane(planes, count, plane, grays, false);
  const factors = f32x4.splat(factor);
  const shift = f32x4.splat(magic);
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 4) {
    const gray = loadFour(grays + pixel);
    for (let channel: usize = 0; channel < <usize>(3 * plane); channel += <usize>plane) {
      const at = planes + channel + pixel;
      const value = f32x4.add(gray, f32x4.mul(factors, f32x4.sub(loadFour(at), gray)));
      storeLowBytes(at, f32x4.add(f32x4.floor(clamped(value)), shift));
    }
  }
}

/**
 * OpenCV's `addWeighted`: gray · rest rounded to f32, value · factor added with a fused multiply-add, the sum rounded half
 * to even. As WebAssembly lacks the fused one, the factor is split so that both products are exact, and their sum with the
 * first is rounded once (as in ../saturation.ts). The plane behind the third is scratch.
 */
export function blendAsOpenCv(planes: usize, count: i32, plane: i32, factor: f32, rest: f32): void {
  const grays = planes + <usize>(3 * plane);
  weightedGrayPlane(planes, count, plane, grays, true);
  const upperFactor = reinterpret<f32>(reinterpret<i32>(factor) & -4096);
  const rests = f32x4.splat(rest);
  const coarse = f32x4.splat(upperFactor);
  const fine = f32x4.splat(factor - upperFactor);
  const shift = f32x4.splat(magic);
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 4) {
    const gray = f32x4.mul(loadFour(grays + pixel), rests);
    for (let channel: usize = 0; channel < <usize>(3 * plane); channel += <usize>plane) {
      const at = planes + channel + pixel;
      const value = loadFour(at);
      const large = f32x4.mul(value, coarse);
      const sum = f32x4.add(gray, large);
      const part = f32x4.sub(sum, gray);
      const error = f32x4.add(f32x4.sub(gray, f32x4.sub(sum, part)), f32x4.sub(large, part));
      const rounded = f32x4.add(sum, f32x4.add(error, f32x4.mul(value, fine)));
      storeLowBytes(at, f32x4.add(clamped(rounded), shift));
    }
  }
}
