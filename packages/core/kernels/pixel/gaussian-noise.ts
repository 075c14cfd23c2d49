// Noise that is added or multiplied, made where it is used: there is never an array of it. A `field` of noise may be given
// in its place, which is how the arithmetic is compared with that of other libraries.
import { storeNormals } from "../noise";
import { philoxTwice } from "../philox";
import { alphaLanes, elementAt, loadSixteen, storeSixteen } from "./elements";

const words: usize = memory.data(128, 16);
const noise: usize = memory.data(128, 16);
const values: usize = memory.data(64, 16);

/**
 * Sixteen standard normal numbers for the elements from `index` on; returns where they lie. The index goes up from 0 in
 * steps of 16: every other time there are those of the next sixteen already.
 */
export function normals(index: i32, key0: i32, key1: i32): usize {
  if ((index & 16) != 0) return noise + 64;
  philoxTwice(index >> 2, 0, key0, key1, words);
  for (let at: usize = 0; at < 128; at += 32)
    storeNormals(v128.load(words + at), v128.load(words + at, 16), noise + at);
  return noise;
}

/** Sixteen numbers from 0 to below 1, likewise, in steps of 2⁻²⁴. */
export function evens(index: i32, key0: i32, key1: i32): usize {
  if ((index & 16) != 0) return noise + 64;
  philoxTwice(index >> 2, 0, key0, key1, words);
  for (let at: usize = 0; at < 128; at += 16) {
    const upper = i32x4.shr_u(v128.load(words + at), 8);
    v128.store(noise + at, f32x4.mul(f32x4.convert_i32x4_s(upper), f32x4.splat(1.0 / 16777216.0)));
  }
  return noise;
}

/**
 * Adds mean + deviation · noise to elements, in place, and keeps the sums within `least` and `most`. With `whole` what is
 * added is cut to a whole number first; with `relative` it is multiplied by the element. Alpha stays.
 */
export function addNoise(
  pixels: usize,
  count: i32,
  channels: i32,
  type: i32,
  mean: f32,
  deviation: f32,
  least: f32,
  most: f32,
  whole: bool,
  relative: bool,
  key0: i32,
  key1: i32,
  field: usize,
): void {
  const alpha = alphaLanes(channels);
  for (let index = 0; index < count; index += 16) {
    const at = elementAt(pixels, index, type);
    const normal = field ? field + ((<usize>index) << 2) : normals(index, key0, key1);
    loadSixteen(at, type, values);
    for (let four: usize = 0; four < 64; four += 16) {
      const value = v128.load(values + four);
      let added = f32x4.add(f32x4.mul(v128.load(normal + four), f32x4.splat(deviation)), f32x4.splat(mean));
      if (relative) added = f32x4.mul(added, value);
      if (whole) added = f32x4.trunc(added);
      const sum = f32x4.pmax(f32x4.splat(least), f32x4.pmin(f32x4.splat(most), f32x4.add(value, added)));
      v128.store(values + four, v128.bitselect(value, sum, alpha));
    }
    storeSixteen(values, at, type, count - index);
  }
}

/** Writes mean + deviation · noise as `count` floats; writes whole sixteens. */
export function normalField(output: usize, count: i32, mean: f32, deviation: f32, key0: i32, key1: i32): void {
  for (let index = 0; index < count; index += 16) {
    const normal = normals(index, key0, key1);
    for (let four: usize = 0; four < 64; four += 16) {
      const value = f32x4.add(f32x4.mul(v128.load(normal + four), f32x4.splat(deviation)), f32x4.splat(mean));
      v128.store(output + ((<usize>index) << 2) + four, value);
    }
  }
}

/** Writes numbers from `low` to below low + span, likewise. */
export function evenField(output: usize, count: i32, low: f32, span: f32, key0: i32, key1: i32): void {
  for (let index = 0; index < count; index += 16) {
    const even = evens(index, key0, key1);
    for (let four: usize = 0; four < 64; four += 16) {
      const value = f32x4.add(f32x4.mul(v128.load(even + four), f32x4.splat(span)), f32x4.splat(low));
      v128.store(output + ((<usize>index) << 2) + four, value);
    }
  }
}

/**
 * Multiplies elements by low + span · a number from 0 to below 1, in place; products of whole numbers are cut. `shared`
 * gives all channels of a pixel the same number: `count` counts pixels then, else elements. Alpha stays.
 */
export function multiplyNoise(
  pixels: usize,
  count: i32,
  channels: i32,
  type: i32,
  shared: bool,
  low: f32,
  span: f32,
  key0: i32,
  key1: i32,
  field: usize,
): void {
  if (shared) {
    multiplyPixels(pixels, count, channels, type, low, span, key0, key1, field);
    return;
  }
  const alpha = alphaLanes(channels);
  for (let index = 0; index < count; index += 16) {
    const at = elementAt(pixels, index, type);
    const even = field ? field + ((<usize>index) << 2) : evens(index, key0, key1);
    loadSixteen(at, type, values);
    for (let four: usize = 0; four < 64; four += 16) {
      const value = v128.load(values + four);
      const factor = f32x4.add(f32x4.mul(v128.load(even + four), f32x4.splat(span)), f32x4.splat(low));
      v128.store(values + four, v128.bitselect(value, f32x4.mul(value, factor), alpha));
    }
    storeSixteen(values, at, type, count - index);
  }
}

/** One factor a pixel: those of sixteen pixels at a time are spread over their channels. */
function multiplyPixels(
  pixels: usize,
  count: i32,
  channels: i32,
  type: i32,
  low: f32,
  span: f32,
  key0: i32,
  key1: i32,
  field: usize,
): void {
  const colors = channels == 2 || channels == 4 ? channels - 1 : channels;
  for (let index = 0; index < count; index += 16) {
    const even = field ? field + ((<usize>index) << 2) : evens(index, key0, key1);
    const part = min<i32>(16, count - index);
    for (let pixel = 0; pixel < part; pixel++) {
      const factor = load<f32>(even + ((<usize>pixel) << 2)) * span + low;
      const first = elementAt(pixels, (index + pixel) * channels, type);
      for (let channel = 0; channel < colors; channel++) {
        const at = elementAt(first, channel, type);
        if (type == 0) store<u8>(at, <u8>min<f32>(255, <f32>load<u8>(at) * factor));
        else if (type == 1) store<u16>(at, <u16>min<f32>(65535, <f32>load<u16>(at) * factor));
        else store<f32>(at, load<f32>(at) * factor);
      }
    }
  }
}

/** Multiplies elements by one f32 factor for each channel, in place; products of whole numbers are cut. */
export function scaleChannels(pixels: usize, count: i32, channels: i32, type: i32, factors: usize): void {
  for (let index = 0, channel = 0; index < count; index++) {
    const at = elementAt(pixels, index, type);
    const factor = load<f32>(factors + ((<usize>channel) << 2));
    if (type == 0) store<u8>(at, <u8>min<f32>(255, <f32>load<u8>(at) * factor));
    else if (type == 1) store<u16>(at, <u16>min<f32>(65535, <f32>load<u16>(at) * factor));
    else store<f32>(at, load<f32>(at) * factor);
    if (++channel == channels) channel = 0;
  }
}
