// Elements to 16-bit floats (IEEE 754 binary16, to the nearest, ties to even), y = x · scale + bias in f32 first, as in
// convert.ts and planes.ts: the last step rounds the float that would have been stored.
import { plane0, plane1, plane2 } from "./interleave";

/** Half the distance from 0.5 to the next float is half the least half: added to a float below 2^-14, it rounds it. */
const tinyMagic: f32 = 0.5;

/** Four floats as halves in the low 16 bits of their lanes. */
function halfLanes(value: v128): v128 {
  const sign = v128.and(value, i32x4.splat(0x80000000));
  const bits = v128.xor(value, sign);
  // The exponent is moved to the half's bias, and 13 bits of the fraction are rounded away; a carry raises the exponent,
  // up to infinity.
  const odd = v128.and(i32x4.shr_u(bits, 13), i32x4.splat(1));
  const moved = i32x4.add(i32x4.add(bits, i32x4.splat(((15 - 127) << 23) + 0xfff)), odd);
  const normal = i32x4.shr_u(moved, 13);
  const tiny = i32x4.sub(f32x4.add(bits, f32x4.splat(tinyMagic)), i32x4.splat(0x3f000000));
  const isNumber = i32x4.le_s(bits, i32x4.splat(0x7f800000));
  const large = v128.bitselect(i32x4.splat(0x7c00), i32x4.splat(0x7e00), isNumber);
  let half = v128.bitselect(normal, tiny, i32x4.ge_s(bits, i32x4.splat(113 << 23)));
  half = v128.bitselect(large, half, i32x4.ge_s(bits, i32x4.splat(143 << 23)));
  return v128.or(half, i32x4.shr_u(sign, 16));
}

/** Eight halves of two vectors of floats. */
function eight(low: v128, high: v128): v128 {
  return i16x8.narrow_i32x4_u(halfLanes(low), halfLanes(high));
}

/** Stores one. */
function storeHalf(pointer: usize, value: f32): void {
  store<u16>(pointer, <u16>i32x4.extract_lane(halfLanes(f32x4.splat(value)), 0));
}

function affine(value: v128, scale: v128, bias: v128): v128 {
  return f32x4.add(f32x4.mul(value, scale), bias);
}

/** The value at `index` of interleaved elements. */
function affineAt(value: f32, factors: usize, index: i32): f32 {
  const lane = factors + ((<usize>(index % 12)) << 2);
  return value * load<f32>(lane) + load<f32>(lane, 48);
}

/** Twelve floats, scaled and shifted, as halves. */
function storeTwelve(target: usize, a: v128, b: v128, c: v128, factors: usize): void {
  const first = affine(a, v128.load(factors), v128.load(factors, 48));
  const second = affine(b, v128.load(factors, 16), v128.load(factors, 64));
  const third = affine(c, v128.load(factors, 32), v128.load(factors, 80));
  v128.store(target, eight(first, second));
  v128.store64_lane(target, eight(third, third), 0, 16);
}

export function bytesToHalves(source: usize, count: i32, factors: usize, output: usize): void {
  const whole = count - (count % 12);
  for (let index = 0; index < whole; index += 12) {
    const bytes = v128.load(source + <usize>index);
    const low = i16x8.extend_low_i8x16_u(bytes);
    const high = i16x8.extend_high_i8x16_u(bytes);
    const a = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low));
    const b = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low));
    const c = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high));
    storeTwelve(output + ((<usize>index) << 1), a, b, c, factors);
  }
  for (let index = whole; index < count; index++) {
    const value = affineAt(<f32>load<u8>(source + <usize>index), factors, index);
    storeHalf(output + ((<usize>index) << 1), value);
  }
}

export function floatsToHalves(source: usize, count: i32, factors: usize, output: usize): void {
  const whole = count - (count % 12);
  for (let index = 0; index < whole; index += 12) {
    const from = source + ((<usize>index) << 2);
    storeTwelve(output + ((<usize>index) << 1), v128.load(from), v128.load(from, 16), v128.load(from, 32), factors);
  }
  for (let index = whole; index < count; index++) {
    const value = affineAt(load<f32>(source + ((<usize>index) << 2)), factors, index);
    storeHalf(output + ((<usize>index) << 1), value);
  }
}

/** Sixteen bytes to sixteen halves. */
function storeSixteen(target: usize, bytes: v128, scale: v128, bias: v128): void {
  const low = i16x8.extend_low_i8x16_u(bytes);
  const high = i16x8.extend_high_i8x16_u(bytes);
  const a = affine(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)), scale, bias);
  const b = affine(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), scale, bias);
  const c = affine(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), scale, bias);
  const d = affine(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)), scale, bias);
  v128.store(target, eight(a, b));
  v128.store(target, eight(c, d), 16);
}

export function bytesToHalfPlanes(source: usize, pixels: i32, channels: i32, factors: usize, output: usize): void {
  let start = 0;
  if (channels == 3) {
    start = pixels & ~15;
    const plane = (<usize>pixels) << 1;
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
      const target = output + ((<usize>pixel) << 1);
      storeSixteen(target, plane0(a, b, c), scale0, bias0);
      storeSixteen(target + plane, plane1(a, b, c), scale1, bias1);
      storeSixteen(target + 2 * plane, plane2(a, b, c), scale2, bias2);
    }
  }
  for (let channel = 0; channel < channels; channel++) {
    for (let pixel = start; pixel < pixels; pixel++) {
      const value = affineAt(<f32>load<u8>(source + <usize>(pixel * channels + channel)), factors, channel);
      storeHalf(output + ((<usize>(channel * pixels + pixel)) << 1), value);
    }
  }
}

export function floatsToHalfPlanes(source: usize, pixels: i32, channels: i32, factors: usize, output: usize): void {
  for (let channel = 0; channel < channels; channel++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const value = affineAt(load<f32>(source + ((<usize>(pixel * channels + channel)) << 2)), factors, channel);
      storeHalf(output + ((<usize>(channel * pixels + pixel)) << 1), value);
    }
  }
}

/** Floats that were converted already, rounded. */
export function roundToHalves(source: usize, count: i32, output: usize): void {
  const whole = count & ~7;
  for (let index = 0; index < whole; index += 8) {
    const from = source + ((<usize>index) << 2);
    v128.store(output + ((<usize>index) << 1), eight(v128.load(from), v128.load(from, 16)));
  }
  for (let index = whole; index < count; index++) {
    storeHalf(output + ((<usize>index) << 1), load<f32>(source + ((<usize>index) << 2)));
  }
}
