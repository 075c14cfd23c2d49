// Decodes one block of a sequential scan (ITU T.81, F.2.2).
import { bits as heldBits, count as heldCount, position as heldPosition, setReader } from "./bits";
import { endSteps, limits, longCode, lookupBits, offsets, slow, symbols } from "./table";
import { order } from "./zigzag";

/** How many codes were none of the table's, since it was last set to 0. */
let unknownCodes: i32 = 0;

export function takeUnknownCodes(): i32 {
  const found = unknownCodes;
  unknownCodes = 0;
  return found;
}

/** Finds a symbol by its code of more than `lookupBits` bits: `length | symbol << 8`; length 0 where no code fits. */
export function longSymbol(table: usize, next: u64): u32 {
  const code = <u32>(next >> 48);
  for (let length = <u32>lookupBits + 1; length <= 16; length++) {
    if (code < load<u32>(table + limits + (<usize>length << 2))) {
      const index = (code >> (16 - length)) + load<u32>(table + offsets + (<usize>length << 2));
      return length | (<u32>load<u8>(table + symbols + (<usize>index & 255)) << 8);
    }
  }
  unknownCodes++;
  return 0;
}

/** The value of the `size` highest bits of `next` (F.2.2.1, EXTEND); size is 1 to 15. */
// @ts-ignore: decorator
@inline
export function valueOf(next: u64, size: u64): i32 {
  const magnitude = <i32>(next >> (64 - size));
  return <i64>next < 0 ? magnitude : magnitude - (1 << <i32>size) + 1;
}

/**
 * @param block receives the AC coefficients as they are in the file; it must be zero. The DC difference is returned.
 * @param keep whether the coefficients are wanted; where not, the block is not touched
 * @returns the DC difference in the upper bits; in the lower 8 the index of the last coefficient
 */
// @ts-ignore: decorator
@inline
function decode(dcTable: usize, acTable: usize, block: usize, keep: bool): i32 {
  let bits = heldBits;
  let count = heldCount;
  let position = heldPosition;

  bits |= load<u64>(position) >> count;
  position -= <usize>((count ^ 63) >> 3);
  count |= 56;
  let difference: i32;
  let entry = <u64>load<u32>(dcTable + (<usize>(bits >> (64 - lookupBits)) << 2));
  if (!(entry & slow)) {
    bits <<= entry;
    count -= entry & 63;
    difference = <i32>entry >> 16;
  } else {
    let size = entry >> 16;
    let length = entry & 63;
    if (entry & longCode) {
      const found = <u64>longSymbol(dcTable, bits);
      // No such code: a size of 0, and a bit dropped so that reading goes on.
      length = found ? found & 31 : 1;
      size = found >> 8;
    }
    bits <<= length;
    difference = size ? valueOf(bits, size) : 0;
    bits <<= size;
    count -= length + size;
  }

  let k: usize = 1;
  for (;;) {
    // 56 bits last for two symbols found at once (of at most lookupBits bits) and one found slowly (31 bits).
    bits |= load<u64>(position) >> count;
    position -= <usize>((count ^ 63) >> 3);
    count |= 56;
    entry = <u64>load<u32>(acTable + (<usize>(bits >> (64 - lookupBits)) << 2));
    if (!(entry & slow)) {
      bits <<= entry;
      count -= entry & 63;
      k += <usize>((entry >> 8) & 255);
      if (keep) store<i16>(block + <usize>load<u8>(order + k), <i16>(entry >> 16));
      if (k >= 64) break;
      entry = <u64>load<u32>(acTable + (<usize>(bits >> (64 - lookupBits)) << 2));
      if (!(entry & slow)) {
        bits <<= entry;
        count -= entry & 63;
        k += <usize>((entry >> 8) & 255);
        if (keep) store<i16>(block + <usize>load<u8>(order + k), <i16>(entry >> 16));
        if (k >= 64) break;
        entry = <u64>load<u32>(acTable + (<usize>(bits >> (64 - lookupBits)) << 2));
        if (!(entry & slow)) {
          bits <<= entry;
          count -= entry & 63;
          k += <usize>((entry >> 8) & 255);
          if (keep) store<i16>(block + <usize>load<u8>(order + k), <i16>(entry >> 16));
          if (k >= 64) break;
          continue;
        }
      }
    }
    let steps = <usize>((entry >> 8) & 255);
    let size = entry >> 16;
    let length = entry & 63;
    if (entry & longCode) {
      const found = <u64>longSymbol(acTable, bits);
      if (found == 0) {
        // No such code: the block ends here.
        bits <<= 1;
        count -= 1;
        k += <usize>endSteps;
        break;
      }
      length = found & 31;
      size = (found >> 8) & 15;
      steps = <usize>(found >> 12) + 1;
      if (size == 0 && steps != 16) steps = <usize>endSteps;
    }
    bits <<= length;
    k += steps;
    if (size) {
      if (keep) store<i16>(block + <usize>load<u8>(order + k), <i16>valueOf(bits, size));
      bits <<= size;
    }
    count -= length + size;
    if (k >= 64) break;
  }
  setReader(bits, count, position);
  // An ordinary end leaves k at one past the last; an end of block adds its steps to where it was read.
  const last: i32 = k > <usize>endSteps ? <i32>(k - <usize>endSteps) - 1 : 63;
  return (difference << 8) | last;
}

export function decodeBlock(dcTable: usize, acTable: usize, block: usize): i32 {
  return decode(dcTable, acTable, block, true);
}

/** The same where only the DC difference is wanted. */
export function skipBlock(dcTable: usize, acTable: usize): i32 {
  return decode(dcTable, acTable, 0, false);
}
