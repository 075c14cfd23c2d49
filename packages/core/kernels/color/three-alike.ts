// One channel made three.
import { storeInterleaved } from "../interleave";

/** Writes each of `count` bytes three times. */
export function threeAlike(source: usize, count: i32, target: usize): void {
  const whole = <usize>(count & ~15);
  let pixel: usize = 0;
  for (; pixel < whole; pixel += 16) {
    const level = v128.load(source + pixel);
    storeInterleaved(target + 3 * pixel, level, level, level);
  }
  for (; pixel < <usize>count; pixel++) {
    const level = load<u8>(source + pixel);
    const at = target + 3 * pixel;
    store<u8>(at, level);
    store<u8>(at, level, 1);
    store<u8>(at, level, 2);
  }
}
