// Decodes one block's share of a progressive scan (ITU T.81, G.1.2 and figures G.1 to G.7).
import { bits as heldBits, count as heldCount, position as heldPosition, setReader } from "./bits";
import { longSymbol, valueOf } from "./sequential-block";
import { longCode, lookupBits, slow } from "./table";
import { order } from "./zigzag";

/** Blocks, the present one included, that end before they begin (EOBRUN). */
let endRun: u32 = 0;

export function resetEndRun(): void {
  endRun = 0;
}

/** One bit for the DC coefficient, at the place `shift`. */
export function refineDc(block: usize, shift: i32): void {
  let bits = heldBits;
  let count = heldCount;
  let position = heldPosition;
  bits |= load<u64>(position) >> count;
  position -= <usize>((count ^ 63) >> 3);
  count |= 56;
  if (<i64>bits < 0) store<i16>(block, <i16>(<i32>load<i16>(block) | (1 << shift)));
  setReader(bits << 1, count - 1, position);
}

/** The DC difference. */
export function firstDc(table: usize): i32 {
  let bits = heldBits;
  let count = heldCount;
  let position = heldPosition;
  bits |= load<u64>(position) >> count;
  position -= <usize>((count ^ 63) >> 3);
  count |= 56;
  const entry = <u64>load<u32>(table + ((<usize>(bits >> (64 - lookupBits))) << 2));
  let length = entry & 63;
  let difference = <i32>entry >> 16;
  if (entry & slow) {
    let size = entry >> 16;
    if (entry & longCode) {
      const found = <u64>longSymbol(table, bits);
      length = found ? found & 31 : 1;
      size = found >> 8;
    }
    difference = size ? valueOf(bits << length, size) : 0;
    length += size;
  }
  setReader(bits << length, count - length, position);
  return difference;
}

/** Coefficients `start` to `end`, new, at the place `shift`. */
export function firstAc(table: usize, block: usize, start: i32, end: i32, shift: i32): void {
  if (endRun) {
    endRun--;
    return;
  }
  let bits = heldBits;
  let count = heldCount;
  let position = heldPosition;
  let k = start;
  while (k <= end) {
    bits |= load<u64>(position) >> count;
    position -= <usize>((count ^ 63) >> 3);
    count |= 56;
    const entry = <u64>load<u32>(table + ((<usize>(bits >> (64 - lookupBits))) << 2));
    if (!(entry & slow)) {
      bits <<= entry;
      count -= entry & 63;
      k += <i32>((entry >> 8) & 255);
      // k is 79 at most: `order` leads what is beyond the block to its last coefficient.
      store<i16>(block + <usize>load<u8>(order + k), <i16>((<i32>entry >> 16) << shift));
      continue;
    }
    let run = <i32>((entry >> 8) & 255) - 1;
    let size = entry >> 16;
    let length = entry & 63;
    if (entry & longCode) {
      const found = <u64>longSymbol(table, bits);
      length = found ? found & 31 : 1;
      size = (found >> 8) & 15;
      run = <i32>(found >> 12);
    }
    bits <<= length;
    count -= length;
    if (size) {
      k += run + 1;
      store<i16>(block + <usize>load<u8>(order + k), <i16>(valueOf(bits, size) << shift));
      bits <<= size;
      count -= size;
    } else if (run == 15) {
      k += 16;
    } else {
      endRun = (1 << run) - 1;
      if (run) {
        endRun += <u32>(bits >> (64 - <u64>run));
        bits <<= <u64>run;
        count -= <u64>run;
      }
      break;
    }
  }
  setReader(bits, count, position);
}

/** One more bit, at the place `shift`, for the coefficients `start` to `end`, and those that become non-zero now. */
export function refineAc(table: usize, block: usize, start: i32, end: i32, shift: i32): void {
  let bits = heldBits;
  let count = heldCount;
  let position = heldPosition;
  const one = 1 << shift;
  let k = start;
  while (!endRun && k <= end) {
    bits |= load<u64>(position) >> count;
    position -= <usize>((count ^ 63) >> 3);
    count |= 56;
    const entry = <u64>load<u32>(table + ((<usize>(bits >> (64 - lookupBits))) << 2));
    let run = <i32>((entry >> 8) & 255) - 1;
    let length = entry & 63;
    let value = <i32>entry >> 16;
    if (entry & slow) {
      let size = entry >> 16;
      if (entry & longCode) {
        const found = <u64>longSymbol(table, bits);
        length = found ? found & 31 : 1;
        size = (found >> 8) & 15;
        run = <i32>(found >> 12);
      }
      if (size) {
        // Only 1 is right; whatever the file says, one bit follows.
        value = <i64>(bits << length) < 0 ? 1 : -1;
        length++;
      } else {
        value = 0;
        if (run != 15) {
          endRun = 1 << run;
          bits <<= length;
          count -= length;
          if (run) {
            endRun += <u32>(bits >> (64 - <u64>run));
            bits <<= <u64>run;
            count -= <u64>run;
          }
          break;
        }
      }
    }
    bits <<= length;
    count -= length;
    for (; k <= end; k++) {
      const place = block + <usize>load<u8>(order + k + 1);
      const old = <i32>load<i16>(place);
      if (old) {
        bits |= load<u64>(position) >> count;
        position -= <usize>((count ^ 63) >> 3);
        count |= 56;
        if (<i64>bits < 0 && !(old & one)) store<i16>(place, <i16>(old < 0 ? old - one : old + one));
        bits <<= 1;
        count--;
      } else if (--run < 0) {
        if (value) store<i16>(place, <i16>(value < 0 ? -one : one));
        k++;
        break;
      }
    }
  }
  if (endRun) {
    for (; k <= end; k++) {
      const place = block + <usize>load<u8>(order + k + 1);
      const old = <i32>load<i16>(place);
      if (old) {
        bits |= load<u64>(position) >> count;
        position -= <usize>((count ^ 63) >> 3);
        count |= 56;
        if (<i64>bits < 0 && !(old & one)) store<i16>(place, <i16>(old < 0 ? old - one : old + one));
        bits <<= 1;
        count--;
      }
    }
    endRun--;
  }
  setReader(bits, count, position);
}
