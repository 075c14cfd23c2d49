// Tables that follow a rule, which is computed sixteen bytes at a time in place of being looked up. Source and target may
// be one.
import { storePart } from "../tail";

/** Sixteen of (x & mask), inverted from the least level on where `flips` is set. */
function bits(bytes: v128, masks: v128, least: v128, flips: v128): v128 {
  return v128.xor(v128.and(bytes, masks), v128.and(i8x16.eq(i8x16.max_u(bytes, least), bytes), flips));
}

/** (x & mask), inverted where x is at least `threshold`: posterize, solarize, invert. A threshold of 256 inverts none. */
export function lookupBits(source: usize, count: i32, mask: i32, threshold: i32, target: usize): void {
  const masks = i8x16.splat(<i8>mask);
  const flips = i8x16.splat(threshold > 255 ? 0 : -1);
  const least = i8x16.splat(<i8>threshold);
  const end = source + <usize>count;
  for (; source + 64 <= end; source += 64, target += 64) {
    v128.store(target, bits(v128.load(source), masks, least, flips));
    v128.store(target, bits(v128.load(source, 16), masks, least, flips), 16);
    v128.store(target, bits(v128.load(source, 32), masks, least, flips), 32);
    v128.store(target, bits(v128.load(source, 48), masks, least, flips), 48);
  }
  for (; source < end; source += 16, target += 16) {
    const result = bits(v128.load(source), masks, least, flips);
    if (source + 16 <= end) v128.store(target, result);
    else storePart(target, result, end - source);
  }
}

/** Bits behind the point of a factor. A constant, which a vector is shifted by in one instruction in place of three. */
const lineShift: i32 = 18;

/**
 * Sixteen bits are too few for most factors. So a level stands in a pair of i16 twice, the first time 128-fold, and a dot
 * product with the two parts of the factor, its multiples of 128 and the rest, multiplies it by all of it.
 */
function line(pairs: v128, parts: v128, added: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(pairs, parts), added), lineShift);
}

/** Eight of (x · factor + added) >> lineShift, as i16. */
export function eight(levels: v128, parts: v128, added: v128): v128 {
  const large = i16x8.shl(levels, 7);
  return i16x8.narrow_i32x4_s(
    line(i16x8.shuffle(large, levels, 0, 8, 1, 9, 2, 10, 3, 11), parts, added),
    line(i16x8.shuffle(large, levels, 4, 12, 5, 13, 6, 14, 7, 15), parts, added),
  );
}

/** The two parts of a factor, its multiples of 128 and the rest, side by side. */
export function partsOf(factor: i32): i32 {
  const large = factor >> 7;
  return (large & 0xffff) | ((factor - (large << 7)) << 16);
}

/** Sixteen levels by one line. */
function alike(bytes: v128, parts: v128, addends: v128): v128 {
  return i8x16.narrow_i16x8_u(
    eight(i16x8.extend_low_i8x16_u(bytes), parts, addends),
    eight(i16x8.extend_high_i8x16_u(bytes), parts, addends),
  );
}

/** (x · factor + added) >> lineShift, kept within 0 and 255; `factor` has 22 bits with its sign. */
export function lookupLine(source: usize, count: i32, factor: i32, added: i32, target: usize): void {
  const parts = i32x4.splat(partsOf(factor));
  const addends = i32x4.splat(added);
  const end = source + <usize>count;
  for (; source + 32 <= end; source += 32, target += 32) {
    v128.store(target, alike(v128.load(source), parts, addends));
    v128.store(target, alike(v128.load(source, 16), parts, addends), 16);
  }
  for (; source < end; source += 16, target += 16) {
    const result = alike(v128.load(source), parts, addends);
    if (source + 16 <= end) v128.store(target, result);
    else storePart(target, result, end - source);
  }
}

/** Sixteen bytes, of which four and four go by lines of their own. */
function sixteen(
  bytes: v128,
  parts0: v128,
  parts1: v128,
  parts2: v128,
  added0: v128,
  added1: v128,
  added2: v128,
): v128 {
  const low = i16x8.extend_low_i8x16_u(bytes);
  const high = i16x8.extend_high_i8x16_u(bytes);
  const largeLow = i16x8.shl(low, 7);
  const largeHigh = i16x8.shl(high, 7);
  const first = line(i16x8.shuffle(largeLow, low, 0, 8, 1, 9, 2, 10, 3, 11), parts0, added0);
  const second = line(i16x8.shuffle(largeLow, low, 4, 12, 5, 13, 6, 14, 7, 15), parts1, added1);
  const third = line(i16x8.shuffle(largeHigh, high, 0, 8, 1, 9, 2, 10, 3, 11), parts2, added2);
  const fourth = line(i16x8.shuffle(largeHigh, high, 4, 12, 5, 13, 6, 14, 7, 15), parts0, added0);
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(first, second), i16x8.narrow_i32x4_s(third, fourth));
}

/** The same line for each of three interleaved channels: `lines` holds a factor and an addend for each, as i32. */
export function lookupLines(source: usize, count: i32, lines: usize, target: usize): void {
  const red = partsOf(load<i32>(lines));
  const green = partsOf(load<i32>(lines, 8));
  const blue = partsOf(load<i32>(lines, 16));
  // Four bytes begin with one of three channels.
  let parts0 = i32x4.replace_lane(i32x4.splat(red), 1, green);
  parts0 = i32x4.replace_lane(parts0, 2, blue);
  let parts1 = i32x4.replace_lane(i32x4.splat(green), 1, blue);
  parts1 = i32x4.replace_lane(parts1, 2, red);
  let parts2 = i32x4.replace_lane(i32x4.splat(blue), 1, red);
  parts2 = i32x4.replace_lane(parts2, 2, green);
  const addRed = load<i32>(lines, 4);
  const addGreen = load<i32>(lines, 12);
  const addBlue = load<i32>(lines, 20);
  let added0 = i32x4.replace_lane(i32x4.splat(addRed), 1, addGreen);
  added0 = i32x4.replace_lane(added0, 2, addBlue);
  let added1 = i32x4.replace_lane(i32x4.splat(addGreen), 1, addBlue);
  added1 = i32x4.replace_lane(added1, 2, addRed);
  let added2 = i32x4.replace_lane(i32x4.splat(addBlue), 1, addRed);
  added2 = i32x4.replace_lane(added2, 2, addGreen);
  for (let at = 0; at < count; at += 16) {
    const result = sixteen(v128.load(source), parts0, parts1, parts2, added0, added1, added2);
    if (at + 16 <= count) v128.store(target, result);
    else storePart(target, result, <usize>(count - at));
    source += 16;
    target += 16;
    // Sixteen bytes are five pixels and a channel.
    const parts = parts0;
    parts0 = parts1;
    parts1 = parts2;
    parts2 = parts;
    const added = added0;
    added0 = added1;
    added1 = added2;
    added2 = added;
  }
}
