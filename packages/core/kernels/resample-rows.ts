import { entryBytes } from "./coefficients";
import { storePart } from "./tail";

/**
 * The vertical pass: each result row is a weighted sum of source rows, byte by byte, whatever the channels are.
 * `source` is the first wanted byte of source row 0, `bytes` how many of each row are wanted; `output` rows follow one
 * another, packed. Two rows at a time: their bytes are interleaved, so that one dot product of
 * neighbouring pairs multiplies and adds both. Reads up to 15 bytes past a row.
 */
export function resampleRows(
  source: usize,
  sourceStride: usize,
  bytes: usize,
  rows: i32,
  entries: usize,
  table: usize,
  stride: i32,
  shift: i32,
  output: usize,
): void {
  const rounding = i32x4.splat((1 << shift) >> 1);
  for (let row = 0; row < rows; row++) {
    const entry = entries + <usize>row * entryBytes;
    const count = load<i32>(entry, 4);
    const coefficients = table + ((<usize>(row * stride)) << 1);
    const start = source + <usize>load<i32>(entry) * sourceStride;
    const target = output + <usize>row * bytes;
    for (let x: usize = 0; x < bytes; x += 16) {
      let sum0 = rounding;
      let sum1 = rounding;
      let sum2 = rounding;
      let sum3 = rounding;
      let pointer = start + x;
      for (let tap = 0; tap < count; tap += 2) {
        const pair = v128.load32_splat(coefficients + ((<usize>tap) << 1));
        const above = v128.load(pointer);
        // The coefficient behind the last is zero; what it multiplies must only be readable.
        const below = v128.load(tap + 1 < count ? pointer + sourceStride : pointer);
        pointer += sourceStride << 1;
        const low = i8x16.shuffle(above, below, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const high = i8x16.shuffle(above, below, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(low), pair));
        sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(low), pair));
        sum2 = i32x4.add(sum2, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(high), pair));
        sum3 = i32x4.add(sum3, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(high), pair));
      }
      const result = i8x16.narrow_i16x8_u(
        i16x8.narrow_i32x4_s(i32x4.shr_s(sum0, shift), i32x4.shr_s(sum1, shift)),
        i16x8.narrow_i32x4_s(i32x4.shr_s(sum2, shift), i32x4.shr_s(sum3, shift)),
      );
      if (x + 16 <= bytes) v128.store(target + x, result);
      else storePart(target + x, result, bytes - x);
    }
  }
}
