// Sixteen elements of any type as floats and back, so that one kernel serves all types.
import { wholeParts } from "../four";
import { storePart } from "../tail";

export const BYTES: i32 = 0;
export const SHORTS: i32 = 1;
export const FLOATS: i32 = 2;

/** The binary logarithm of an element's size is its type. */
export function elementAt(pixels: usize, index: i32, type: i32): usize {
  return pixels + ((<usize>index) << (<usize>type));
}

/** Sixteen elements as floats. */
export function loadSixteen(source: usize, type: i32, output: usize): void {
  if (type == BYTES) {
    const bytes = v128.load(source);
    const low = i16x8.extend_low_i8x16_u(bytes);
    const high = i16x8.extend_high_i8x16_u(bytes);
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)));
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), 16);
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), 32);
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)), 48);
  } else if (type == SHORTS) {
    const low = v128.load(source);
    const high = v128.load(source, 16);
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)));
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), 16);
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), 32);
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)), 48);
  } else memory.copy(output, source, 64);
}

/** Whole parts of four floats, within 16 bits. */
function whole(values: usize): v128 {
  return wholeParts(f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(65535), v128.load(values))));
}

/** Stores the first `count` (at most 16) of sixteen floats as elements: cut to whole ones, and to what the type holds. */
export function storeSixteen(values: usize, target: usize, type: i32, count: i32): void {
  if (type == FLOATS) {
    memory.copy(target, values, (<usize>min<i32>(16, count)) << 2);
    return;
  }
  if (type == BYTES) {
    const bytes = i8x16.narrow_i16x8_u(
      i16x8.narrow_i32x4_s(whole(values), whole(values + 16)),
      i16x8.narrow_i32x4_s(whole(values + 32), whole(values + 48)),
    );
    if (count >= 16) v128.store(target, bytes);
    else storePart(target, bytes, <usize>count);
    return;
  }
  const low = i16x8.narrow_i32x4_u(whole(values), whole(values + 16));
  const high = i16x8.narrow_i32x4_u(whole(values + 32), whole(values + 48));
  if (count >= 16) {
    v128.store(target, low);
    v128.store(target, high, 16);
    return;
  }
  storePart(target, low, <usize>(2 * min<i32>(8, count)));
  if (count > 8) storePart(target + 16, high, <usize>(2 * (count - 8)));
}

/** Which of four lanes that begin with a pixel are alpha. */
export function alphaLanes(channels: i32): v128 {
  if (channels == 4) return i32x4(0, 0, 0, -1);
  return channels == 2 ? i32x4(0, -1, 0, -1) : i32x4.splat(0);
}
