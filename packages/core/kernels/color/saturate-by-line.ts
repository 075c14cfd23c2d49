import { grayPlane } from "../gray";
import { eight, partsOf } from "./shaped";

/**
 * Saturation as a line of the difference between a level and its gray. `rule` holds the line's factor and addend, whether any
 * level that is its own gray becomes one less, and 32 bytes with a bit for each that does. The plane behind the third is
 * scratch.
 */
export function saturateByLine(planes: usize, count: i32, plane: i32, rule: usize): void {
  const grays = 3 * <usize>plane;
  grayPlane(planes, count, plane, planes + grays);
  const parts = i32x4.splat(partsOf(load<i32>(rule)));
  const addends = v128.load32_splat(rule, 4);
  const lowers = load<i32>(rule, 8) != 0;
  const end = planes + <usize>count;
  for (; planes < end; planes += 16) {
    const gray = v128.load(planes + grays);
    const low = i16x8.extend_low_i8x16_u(gray);
    const high = i16x8.extend_high_i8x16_u(gray);
    let at = planes;
    for (let channel = 0; channel < 3; channel++) {
      const bytes = v128.load(at);
      const lower = eight(i16x8.sub(i16x8.extend_low_i8x16_u(bytes), low), parts, addends);
      const upper = eight(i16x8.sub(i16x8.extend_high_i8x16_u(bytes), high), parts, addends);
      let result = i8x16.narrow_i16x8_u(i16x8.add(lower, low), i16x8.add(upper, high));
      if (lowers) {
        const same = i8x16.eq(bytes, gray);
        if (v128.any_true(same)) result = i8x16.add(result, v128.and(same, lowered(bytes, rule + 12)));
      }
      v128.store(at, result);
      at += <usize>plane;
    }
  }
}

/** −1 for the levels whose bits are set. */
function lowered(levels: v128, bits: usize): v128 {
  const byte = i8x16.shr_u(levels, 3);
  const row = v128.or(
    i8x16.swizzle(v128.load(bits), byte),
    i8x16.swizzle(v128.load(bits, 16), i8x16.sub(byte, i8x16.splat(16))),
  );
  const places = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);
  const bit = i8x16.swizzle(places, v128.and(levels, i8x16.splat(7)));
  return i8x16.eq(v128.and(row, bit), bit);
}
