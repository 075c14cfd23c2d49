// Interleaved pixels to one plane after another (NHWC to NCHW), copied or converted to floats, y = x · scale + bias.
// `factors` holds twelve scales, then twelve biases, of which the first of each channel are used.
import { plane0, plane1, plane2 } from "./interleave";

export function bytesToPlanes(source: usize, pixels: i32, channels: i32, output: usize): void {
  let start = 0;
  if (channels == 3) {
    start = pixels & ~15;
    for (let pixel = 0; pixel < start; pixel += 16) {
      const a = v128.load(source + <usize>(pixel * 3));
      const b = v128.load(source + <usize>(pixel * 3), 16);
      const c = v128.load(source + <usize>(pixel * 3), 32);
      v128.store(output + <usize>pixel, plane0(a, b, c));
      v128.store(output + <usize>(pixels + pixel), plane1(a, b, c));
      v128.store(output + <usize>(2 * pixels + pixel), plane2(a, b, c));
    }
  }
  for (let channel = 0; channel < channels; channel++) {
    for (let pixel = start; pixel < pixels; pixel++) {
      store<u8>(output + <usize>(channel * pixels + pixel), load<u8>(source + <usize>(pixel * channels + channel)));
    }
  }
}

export function shortsToPlanes(source: usize, pixels: i32, channels: i32, output: usize): void {
  for (let channel = 0; channel < channels; channel++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const value = load<u16>(source + ((<usize>(pixel * channels + channel)) << 1));
      store<u16>(output + ((<usize>(channel * pixels + pixel)) << 1), value);
    }
  }
}

/** Sixteen bytes to sixteen floats. */
function storeFloats(target: usize, bytes: v128, scale: v128, bias: v128): void {
  const low = i16x8.extend_low_i8x16_u(bytes);
  const high = i16x8.extend_high_i8x16_u(bytes);
  const a = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low));
  const b = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low));
  const c = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high));
  const d = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high));
  v128.store(target, f32x4.add(f32x4.mul(a, scale), bias));
  v128.store(target, f32x4.add(f32x4.mul(b, scale), bias), 16);
  v128.store(target, f32x4.add(f32x4.mul(c, scale), bias), 32);
  v128.store(target, f32x4.add(f32x4.mul(d, scale), bias), 48);
}

export function bytesToFloatPlanes(source: usize, pixels: i32, channels: i32, factors: usize, output: usize): void {
  let start = 0;
  if (channels == 3) {
    start = pixels & ~15;
    const plane = (<usize>pixels) << 2;
    const scale0 = v128.load32_splat(factors);
    const scale1 = v128.load32_splat(factors, 4);
    const scale2 = v128.load32_splat(factors, 8);
    const bias0 = v128.load32_splat(factors, 48);
    const bias1 = v128.load32_splat(factors, 52);
    const bias2 = v128.load32_splat(factors, 56);
    for (let pixel = 0; pixel < start; pixel += 16) {
      const a = v128.load(source + <usize>(pixel * 3));
      const b = v128.load(source + <usize>(pixel * 3), 16);
      const c = v128.load(source + <usize>(pixel * 3), 32);
      const target = output + ((<usize>pixel) << 2);
      storeFloats(target, plane0(a, b, c), scale0, bias0);
      storeFloats(target + plane, plane1(a, b, c), scale1, bias1);
      storeFloats(target + 2 * plane, plane2(a, b, c), scale2, bias2);
    }
  }
  for (let channel = 0; channel < channels; channel++) {
    const scale = load<f32>(factors + ((<usize>channel) << 2));
    const bias = load<f32>(factors + ((<usize>channel) << 2), 48);
    for (let pixel = start; pixel < pixels; pixel++) {
      const value = <f32>load<u8>(source + <usize>(pixel * channels + channel));
      store<f32>(output + ((<usize>(channel * pixels + pixel)) << 2), value * scale + bias);
    }
  }
}

export function shortsToFloatPlanes(source: usize, pixels: i32, channels: i32, factors: usize, output: usize): void {
  for (let channel = 0; channel < channels; channel++) {
    const scale = load<f32>(factors + ((<usize>channel) << 2));
    const bias = load<f32>(factors + ((<usize>channel) << 2), 48);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const value = <f32>load<u16>(source + ((<usize>(pixel * channels + channel)) << 1));
      store<f32>(output + ((<usize>(channel * pixels + pixel)) << 2), value * scale + bias);
    }
  }
}

export function floatsToFloatPlanes(source: usize, pixels: i32, channels: i32, factors: usize, output: usize): void {
  for (let channel = 0; channel < channels; channel++) {
    const scale = load<f32>(factors + ((<usize>channel) << 2));
    const bias = load<f32>(factors + ((<usize>channel) << 2), 48);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const value = load<f32>(source + ((<usize>(pixel * channels + channel)) << 2));
      store<f32>(output + ((<usize>(channel * pixels + pixel)) << 2), value * scale + bias);
    }
  }
}
