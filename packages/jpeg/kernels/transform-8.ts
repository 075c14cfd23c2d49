// The inverse DCT of a block at full size: the accurate integer method of Loeffler, Ligtenberg and Moschytz as libjpeg
// made it the standard ("islow": 13-bit constants, 2 bits kept between the passes, rounding half up), to the same bits.
//
// Its rotations are written out as sums of products of two coefficients each, the shape of the 16-bit dot product. The
// sums are the same integers: only multiplications were distributed.

import {
  f10703_4433, f11363_2260, f11363_9633, f2260_m11363, f2260_m6436, f4433_m10704, f6437_9633, f6437_m11362,
  f8192_10703, f8192_4433, f8192_8192, f8192_m10703, f8192_m4433, f8192_m8192, f9633_6437, f9633_m2259, f9633_m6436,
  fm11362_2261, fm2259_m11362, fm6436_9633, pair, round11, round18, rounding,
} from "./factors";

// @ts-ignore: decorator
@inline
export function dot(a: v128, b: v128): v128 {
  return i32x4.dot_i16x8_s(a, b);
}
// Interleaves the lower or the upper half of two vectors, in units of 8, 16, 32 or 64 bits.
// @ts-ignore: decorator
@inline
export function low8(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
// @ts-ignore: decorator
@inline
export function high8(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
// @ts-ignore: decorator
@inline
export function low16(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
}
// @ts-ignore: decorator
@inline
export function high16(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
}
// @ts-ignore: decorator
@inline
export function low32(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
}
// @ts-ignore: decorator
@inline
export function high32(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
}
// @ts-ignore: decorator
@inline
export function low64(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}
// @ts-ignore: decorator
@inline
export function high64(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
}

/** Rows of 16 bytes where the passes hand over: 8 of them. */
const rows: usize = memory.data(128, 16);

// @ts-ignore: decorator
@inline
function narrow(low: v128, high: v128, shift: i32): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(low, shift), i32x4.shr_s(high, shift));
}

/** An eight-point pass over eight columns at once: reads the vectors given, writes eight to `target`. */
// @ts-ignore: decorator
@inline
function pass(
  c0: v128, c1: v128, c2: v128, c3: v128, c4: v128, c5: v128, c6: v128, c7: v128,
  half: v128, shift: i32, target: usize,
): void {
  let a = low16(c0, c4);
  let b = high16(c0, c4);
  const sumLow = i32x4.add(dot(a, pair(f8192_8192)), half);
  const sumHigh = i32x4.add(dot(b, pair(f8192_8192)), half);
  const differenceLow = i32x4.add(dot(a, pair(f8192_m8192)), half);
  const differenceHigh = i32x4.add(dot(b, pair(f8192_m8192)), half);
  a = low16(c2, c6);
  b = high16(c2, c6);
  let low = dot(a, pair(f10703_4433));
  let high = dot(b, pair(f10703_4433));
  const even0Low = i32x4.add(sumLow, low);
  const even0High = i32x4.add(sumHigh, high);
  const even3Low = i32x4.sub(sumLow, low);
  const even3High = i32x4.sub(sumHigh, high);
  low = dot(a, pair(f4433_m10704));
  high = dot(b, pair(f4433_m10704));
  const even1Low = i32x4.add(differenceLow, low);
  const even1High = i32x4.add(differenceHigh, high);
  const even2Low = i32x4.sub(differenceLow, low);
  const even2High = i32x4.sub(differenceHigh, high);
  a = low16(c1, c7);
  b = high16(c1, c7);
  const p = low16(c3, c5);
  const q = high16(c3, c5);
  low = i32x4.add(dot(a, pair(f11363_2260)), dot(p, pair(f9633_6437)));
  high = i32x4.add(dot(b, pair(f11363_2260)), dot(q, pair(f9633_6437)));
  v128.store(target, narrow(i32x4.add(even0Low, low), i32x4.add(even0High, high), shift));
  v128.store(target, narrow(i32x4.sub(even0Low, low), i32x4.sub(even0High, high), shift), 112);
  low = i32x4.add(dot(a, pair(f9633_m6436)), dot(p, pair(fm2259_m11362)));
  high = i32x4.add(dot(b, pair(f9633_m6436)), dot(q, pair(fm2259_m11362)));
  v128.store(target, narrow(i32x4.add(even1Low, low), i32x4.add(even1High, high), shift), 16);
  v128.store(target, narrow(i32x4.sub(even1Low, low), i32x4.sub(even1High, high), shift), 96);
  low = i32x4.add(dot(a, pair(f6437_9633)), dot(p, pair(fm11362_2261)));
  high = i32x4.add(dot(b, pair(f6437_9633)), dot(q, pair(fm11362_2261)));
  v128.store(target, narrow(i32x4.add(even2Low, low), i32x4.add(even2High, high), shift), 32);
  v128.store(target, narrow(i32x4.sub(even2Low, low), i32x4.sub(even2High, high), shift), 80);
  low = i32x4.add(dot(a, pair(f2260_m11363)), dot(p, pair(fm6436_9633)));
  high = i32x4.add(dot(b, pair(f2260_m11363)), dot(q, pair(fm6436_9633)));
  v128.store(target, narrow(i32x4.add(even3Low, low), i32x4.add(even3High, high), shift), 48);
  v128.store(target, narrow(i32x4.sub(even3Low, low), i32x4.sub(even3High, high), shift), 64);
}

/** Narrows the eight columns in `rows` to bytes, turns them and stores eight rows of eight samples. */
function storeColumns(target: usize, stride: usize): void {
  const a = i8x16.narrow_i16x8_u(v128.load(rows), v128.load(rows, 64));
  const b = i8x16.narrow_i16x8_u(v128.load(rows, 16), v128.load(rows, 80));
  const c = i8x16.narrow_i16x8_u(v128.load(rows, 32), v128.load(rows, 96));
  const d = i8x16.narrow_i16x8_u(v128.load(rows, 48), v128.load(rows, 112));
  const ab0 = low8(a, b);
  const ab4 = high8(a, b);
  const cd0 = low8(c, d);
  const cd4 = high8(c, d);
  const left0 = low16(ab0, cd0);
  const left4 = high16(ab0, cd0);
  const right0 = low16(ab4, cd4);
  const right4 = high16(ab4, cd4);
  let two = low32(left0, right0);
  v128.store64_lane(target, two, 0);
  v128.store64_lane(target + stride, two, 1);
  target += stride << 1;
  two = high32(left0, right0);
  v128.store64_lane(target, two, 0);
  v128.store64_lane(target + stride, two, 1);
  target += stride << 1;
  two = low32(left4, right4);
  v128.store64_lane(target, two, 0);
  v128.store64_lane(target + stride, two, 1);
  target += stride << 1;
  two = high32(left4, right4);
  v128.store64_lane(target, two, 0);
  v128.store64_lane(target + stride, two, 1);
}

// @ts-ignore: decorator
@inline
function scaled(block: usize, steps: usize, row: usize): v128 {
  return i16x8.mul(v128.load(block + row), v128.load(steps + row));
}

/**
 * @param block 64 coefficients of 16 bits in row order, not yet multiplied by `steps`
 * @param target the block's first sample; eight rows of eight bytes are written
 */
export function transform8(block: usize, steps: usize, target: usize, stride: usize): void {
  pass(
    scaled(block, steps, 0), scaled(block, steps, 16), scaled(block, steps, 32), scaled(block, steps, 48),
    scaled(block, steps, 64), scaled(block, steps, 80), scaled(block, steps, 96), scaled(block, steps, 112),
    rounding(round11), 11, rows,
  );
  const r0 = v128.load(rows);
  const r1 = v128.load(rows, 16);
  const r2 = v128.load(rows, 32);
  const r3 = v128.load(rows, 48);
  const r4 = v128.load(rows, 64);
  const r5 = v128.load(rows, 80);
  const r6 = v128.load(rows, 96);
  const r7 = v128.load(rows, 112);
  const s0 = low16(r0, r1);
  const s1 = high16(r0, r1);
  const s2 = low16(r2, r3);
  const s3 = high16(r2, r3);
  const s4 = low16(r4, r5);
  const s5 = high16(r4, r5);
  const s6 = low16(r6, r7);
  const s7 = high16(r6, r7);
  const t0 = low32(s0, s2);
  const t1 = high32(s0, s2);
  const t2 = low32(s1, s3);
  const t3 = high32(s1, s3);
  const t4 = low32(s4, s6);
  const t5 = high32(s4, s6);
  const t6 = low32(s5, s7);
  const t7 = high32(s5, s7);
  pass(
    low64(t0, t4), high64(t0, t4), low64(t1, t5), high64(t1, t5),
    low64(t2, t6), high64(t2, t6), low64(t3, t7), high64(t3, t7),
    rounding(round18), 18, rows,
  );
  storeColumns(target, stride);
}

/** The even part where only inputs 0 and 2 count. */
// @ts-ignore: decorator
@inline
function even(a: v128, factor: usize, half: v128): v128 {
  return i32x4.add(dot(a, pair(factor)), half);
}

/** The same for a block with nothing beyond its first four rows and columns, the usual case. */
export function transform8of4(block: usize, steps: usize, target: usize, stride: usize): void {
  const c0 = i16x8.mul(v128.load64_zero(block), v128.load64_zero(steps));
  const c1 = i16x8.mul(v128.load64_zero(block + 16), v128.load64_zero(steps + 16));
  const c2 = i16x8.mul(v128.load64_zero(block + 32), v128.load64_zero(steps + 32));
  const c3 = i16x8.mul(v128.load64_zero(block + 48), v128.load64_zero(steps + 48));
  let half = rounding(round11);
  let a = low16(c0, c2);
  let o = low16(c1, c3);
  let e0 = even(a, f8192_10703, half);
  let e1 = even(a, f8192_4433, half);
  let e2 = even(a, f8192_m4433, half);
  let e3 = even(a, f8192_m10703, half);
  let o0 = dot(o, pair(f11363_9633));
  let o1 = dot(o, pair(f9633_m2259));
  let o2 = dot(o, pair(f6437_m11362));
  let o3 = dot(o, pair(f2260_m6436));
  // Rows in pairs, four columns each: turned, column after column over all eight rows.
  const r01 = narrow(i32x4.add(e0, o0), i32x4.add(e1, o1), 11);
  const r23 = narrow(i32x4.add(e2, o2), i32x4.add(e3, o3), 11);
  const r45 = narrow(i32x4.sub(e3, o3), i32x4.sub(e2, o2), 11);
  const r67 = narrow(i32x4.sub(e1, o1), i32x4.sub(e0, o0), 11);
  const s0 = low16(r01, r23); // row 0 and 2
  const s1 = high16(r01, r23); // row 1 and 3
  const s4 = low16(r45, r67);
  const s5 = high16(r45, r67);
  const t0 = low16(s0, s1); // columns 0 and 1 over rows 0 to 3
  const t1 = high16(s0, s1);
  const t4 = low16(s4, s5);
  const t5 = high16(s4, s5);
  const d0 = low64(t0, t4);
  const d1 = high64(t0, t4);
  const d2 = low64(t1, t5);
  const d3 = high64(t1, t5);

  half = rounding(round18);
  a = low16(d0, d2);
  const b = high16(d0, d2);
  o = low16(d1, d3);
  const p = high16(d1, d3);
  e0 = even(a, f8192_10703, half);
  e1 = even(b, f8192_10703, half);
  o0 = dot(o, pair(f11363_9633));
  o1 = dot(p, pair(f11363_9633));
  v128.store(rows, narrow(i32x4.add(e0, o0), i32x4.add(e1, o1), 18));
  v128.store(rows, narrow(i32x4.sub(e0, o0), i32x4.sub(e1, o1), 18), 112);
  e0 = even(a, f8192_4433, half);
  e1 = even(b, f8192_4433, half);
  o0 = dot(o, pair(f9633_m2259));
  o1 = dot(p, pair(f9633_m2259));
  v128.store(rows, narrow(i32x4.add(e0, o0), i32x4.add(e1, o1), 18), 16);
  v128.store(rows, narrow(i32x4.sub(e0, o0), i32x4.sub(e1, o1), 18), 96);
  e2 = even(a, f8192_m4433, half);
  e3 = even(b, f8192_m4433, half);
  o2 = dot(o, pair(f6437_m11362));
  o3 = dot(p, pair(f6437_m11362));
  v128.store(rows, narrow(i32x4.add(e2, o2), i32x4.add(e3, o3), 18), 32);
  v128.store(rows, narrow(i32x4.sub(e2, o2), i32x4.sub(e3, o3), 18), 80);
  e2 = even(a, f8192_m10703, half);
  e3 = even(b, f8192_m10703, half);
  o2 = dot(o, pair(f2260_m6436));
  o3 = dot(p, pair(f2260_m6436));
  v128.store(rows, narrow(i32x4.add(e2, o2), i32x4.add(e3, o3), 18), 48);
  v128.store(rows, narrow(i32x4.sub(e2, o2), i32x4.sub(e3, o3), 18), 64);
  storeColumns(target, stride);
}

/** A block of which only the mean is known: `value` is the DC coefficient times its step. */
export function fill8(value: i32, target: usize, stride: usize): void {
  const sample = i8x16.splat(<i8>clampSample(((value + 4) >> 3) + 128));
  for (let row = 0; row < 8; row++) {
    v128.store64_lane(target, sample, 0);
    target += stride;
  }
}

// @ts-ignore: decorator
@inline
export function clampSample(value: i32): i32 {
  return min(max(value, 0), 255);
}
