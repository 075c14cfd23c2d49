// Tables that follow a rule, which is computed sixteen bytes at a time in place of being looked up. Source and target may
// be one.
import { storePart } from "../tail";

/** (x & mask), inverted where x is at least `threshold`: posterize, solarize, invert. A threshold of 256 inverts none. */
export function lookupBits(source: usize, count: i32, mask: i32, threshold: i32, target: usize): void {
  const masks = i8x16.splat(<i8>mask);
  const none = threshold > 255;
  const least = i8x16.splat(<i8>threshold);
  for (let at = 0; at < count; at += 16) {
    const bytes = v128.load(source + <usize>at);
    let result = v128.and(bytes, masks);
    if (!none) result = v128.xor(result, i8x16.eq(i8x16.max_u(bytes, least), bytes));
    if (at + 16 <= count) v128.store(target + <usize>at, result);
    else storePart(target + <usize>at, result, <usize>(count - at));
  }
}

/**
 * Sixteen bits are too few for most factors. So a level stands in a pair of i16 twice, the first time 128-fold, and a dot
 * product with the two parts of the factor, its multiples of 128 and the rest, multiplies it by all of it.
 */
function line(pairs: v128, parts: v128, added: v128, shift: i32): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(pairs, parts), added), shift);
}

/** Eight of (x · factor + added) >> shift, as i16. */
function eight(levels: v128, parts: v128, added: v128, shift: i32): v128 {
  const large = i16x8.shl(levels, 7);
  return i16x8.narrow_i32x4_s(
    line(i16x8.shuffle(large, levels, 0, 8, 1, 9, 2, 10, 3, 11), parts, added, shift),
    line(i16x8.shuffle(large, levels, 4, 12, 5, 13, 6, 14, 7, 15), parts, added, shift),
  );
}

/** (x · factor + added) >> shift, kept within 0 and 255; `factor` has 22 bits with its sign. */
export function lookupLine(source: usize, count: i32, factor: i32, added: i32, shift: i32, target: usize): void {
  const large = factor >> 7;
  const rest = factor - (large << 7);
  const parts = i32x4.splat((large & 0xffff) | (rest << 16));
  const addends = i32x4.splat(added);
  for (let at = 0; at < count; at += 16) {
    const bytes = v128.load(source + <usize>at);
    const low = eight(i16x8.extend_low_i8x16_u(bytes), parts, addends, shift);
    const high = eight(i16x8.extend_high_i8x16_u(bytes), parts, addends, shift);
    const result = i8x16.narrow_i16x8_u(low, high);
    if (at + 16 <= count) v128.store(target + <usize>at, result);
    else storePart(target + <usize>at, result, <usize>(count - at));
  }
}
