// Takes the entropy-coded bytes of a scan apart (ITU T.81, B.1.1.5): drops the zero stuffed after each 0xFF, finds the
// restart markers and the end. The bytes are stored in reverse order, downwards from `top`, because then one plain 64-bit
// load yields the next eight bytes with the first in the highest bits: WebAssembly loads are little-endian and it has no
// instruction that swaps bytes.

/** Zeros behind the last byte: more than the blocks of one MCU can consume, so that what lies there is never read. */
const padding: usize = 4096;

/**
 * @param source first byte of the scan's data; `length` bytes may be read
 * @param top end of a buffer of at least `length + padding + 16` bytes
 * @param positions receives `capacity + 1` reading positions at most: one for each interval and one for the end
 * @param capacity the most intervals to tell apart, at least 1; what follows is dropped
 * @param result receives the count of intervals
 * @returns the bytes consumed; the next is the 0xFF of a marker, unless the data ended
 */
export function unstuff(source: usize, length: i32, top: usize, positions: usize, capacity: i32, result: usize): i32 {
  const start = source;
  const end = source + <usize>length;
  let target = top;
  let count = 1;
  let muted = false;
  store<u32>(positions, <u32>(top - 8));
  while (source < end) {
    if (source + 16 <= end) {
      const chunk = v128.load(source);
      const mask = i8x16.bitmask(i8x16.eq(chunk, i8x16.splat(-1)));
      // Every byte written lies at most 16 below what has been consumed, so the buffer's length bounds it.
      v128.store(target - 16, i8x16.shuffle(chunk, chunk, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
      if (mask == 0) {
        source += 16;
        target -= 16;
        continue;
      }
      const plain = <usize>ctz(mask);
      source += plain;
      target -= plain;
    } else if (load<u8>(source) != 0xff) {
      target--;
      store<u8>(target, load<u8>(source));
      source++;
      continue;
    }
    // A 0xFF.
    if (source + 1 >= end) {
      source = end;
      break;
    }
    const code = <i32>load<u8>(source + 1);
    if (code == 0) {
      target--;
      store<u8>(target, 0xff);
      source += 2;
    } else if (code == 0xff) {
      source++;
    } else if (code >= 0xd0 && code <= 0xd7) {
      source += 2;
      if (muted) continue;
      // A number that is a little ahead means lost markers: their intervals are empty. One behind is ignored.
      const ahead = (code - 0xd0 - (count - 1)) & 7;
      if (ahead > 3) continue;
      for (let lost = 0; lost <= ahead && !muted; lost++) {
        if (count == capacity) muted = true;
        else {
          store<u32>(positions + ((<usize>count) << 2), <u32>(target - 8));
          count++;
        }
      }
      if (muted) {
        // The end of the last interval, and no more bytes after it.
        store<u32>(positions + ((<usize>count) << 2), <u32>(target - 8));
      }
    } else break;
  }
  if (!muted) store<u32>(positions + ((<usize>count) << 2), <u32>(target - 8));
  else target = <usize>load<u32>(positions + ((<usize>count) << 2)) + 8;
  memory.fill(target - padding, 0, padding);
  store<i32>(result, count);
  return <i32>(source - start);
}
