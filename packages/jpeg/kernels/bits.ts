// The bit reader's state between blocks. The decoders of a block keep it in locals.
//
// `bits` holds the next bits from the top down, `count` how many of them are accounted for. To refill, the eight bytes at
// `position` are shifted in behind those, whole bytes that fitted are counted, and the position moves by as many:
// no branch, and 56 bits at least. Bits beyond the count are the right ones already and are or-ed in again.

export let bits: u64 = 0;
export let count: u64 = 0;
export let position: usize = 0;
/** Where the present interval ends. */
let limit: usize = 0;

export function setReader(newBits: u64, newCount: u64, newPosition: usize): void {
  bits = newBits;
  count = newCount;
  position = newPosition;
}

/** Begins an interval. Positions go down as reading goes on. */
export function openInterval(positions: usize, interval: i32, intervals: i32): void {
  bits = 0;
  count = 0;
  const last = <usize>load<u32>(positions + ((<usize>intervals) << 2));
  position = interval < intervals ? <usize>load<u32>(positions + ((<usize>interval) << 2)) : last;
  limit = interval < intervals ? <usize>load<u32>(positions + ((<usize>(interval + 1)) << 2)) : last;
}

/** Whether more was read than the interval holds. */
export function overrun(): bool {
  return position + <usize>(count >> 3) < limit;
}
