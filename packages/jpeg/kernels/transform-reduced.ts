// Inverse DCTs that yield a block at half and a quarter of its size, as libjpeg does when it scales ("jidctred"): the
// eight-point algorithm with the outputs averaged, coefficients without influence left out. To the same bits.
import {
  f16384_15137, f16384_m15137, f29692_m10426, f6967_m5906, f7373_20995, fm1730_11893, fm17799_8697, fm4176_m4926,
  fm6270_0, pair,
} from "./factors";
import { clampSample, dot, high16, high32, low16, low32 } from "./transform-8";

// @ts-ignore: decorator
@inline
function scaled(block: usize, steps: usize, row: usize): v128 {
  return i16x8.mul(v128.load(block + row), v128.load(steps + row));
}

// @ts-ignore: decorator
@inline
function descale(value: v128, shift: i32): v128 {
  return i32x4.shr_s(i32x4.add(value, i32x4.splat(1 << (shift - 1))), shift);
}

/** Four samples across and down. */
export function transform4(block: usize, steps: usize, target: usize, stride: usize): void {
  const c0 = scaled(block, steps, 0);
  const c1 = scaled(block, steps, 16);
  const c2 = scaled(block, steps, 32);
  const c3 = scaled(block, steps, 48);
  const c5 = scaled(block, steps, 80);
  const c6 = scaled(block, steps, 96);
  const c7 = scaled(block, steps, 112);
  const z = i64x2.splat(0);
  let a = low16(c0, c2);
  let b = low16(c6, z);
  let p = low16(c7, c5);
  let q = low16(c3, c1);
  let third = dot(b, pair(fm6270_0));
  let even0 = i32x4.add(dot(a, pair(f16384_15137)), third);
  let even1 = i32x4.sub(dot(a, pair(f16384_m15137)), third);
  let odd0 = i32x4.add(dot(p, pair(fm1730_11893)), dot(q, pair(fm17799_8697)));
  let odd2 = i32x4.add(dot(p, pair(fm4176_m4926)), dot(q, pair(f7373_20995)));
  const left0 = descale(i32x4.add(even0, odd2), 12);
  const left3 = descale(i32x4.sub(even0, odd2), 12);
  const left1 = descale(i32x4.add(even1, odd0), 12);
  const left2 = descale(i32x4.sub(even1, odd0), 12);
  a = high16(c0, c2);
  b = high16(c6, z);
  p = high16(c7, c5);
  q = high16(c3, c1);
  third = dot(b, pair(fm6270_0));
  even0 = i32x4.add(dot(a, pair(f16384_15137)), third);
  even1 = i32x4.sub(dot(a, pair(f16384_m15137)), third);
  odd0 = i32x4.add(dot(p, pair(fm1730_11893)), dot(q, pair(fm17799_8697)));
  odd2 = i32x4.add(dot(p, pair(fm4176_m4926)), dot(q, pair(f7373_20995)));
  const r0 = i16x8.narrow_i32x4_s(left0, descale(i32x4.add(even0, odd2), 12));
  const r3 = i16x8.narrow_i32x4_s(left3, descale(i32x4.sub(even0, odd2), 12));
  const r1 = i16x8.narrow_i32x4_s(left1, descale(i32x4.add(even1, odd0), 12));
  const r2 = i16x8.narrow_i32x4_s(left2, descale(i32x4.sub(even1, odd0), 12));
  // Turned: t01 holds columns 0 and 1 over four rows, and so on.
  const s0 = low16(r0, r1);
  const s1 = high16(r0, r1);
  const s2 = low16(r2, r3);
  const s3 = high16(r2, r3);
  const t01 = low32(s0, s2);
  const t23 = high32(s0, s2);
  const t45 = low32(s1, s3);
  const t67 = high32(s1, s3);
  a = low16(t01, t23); // 0 and 2
  q = high16(t23, t01); // 3 and 1
  p = high16(t67, t45); // 7 and 5
  b = low16(t67, z); // 6
  third = dot(b, pair(fm6270_0));
  even0 = i32x4.add(dot(a, pair(f16384_15137)), third);
  even1 = i32x4.sub(dot(a, pair(f16384_m15137)), third);
  odd0 = i32x4.add(dot(p, pair(fm1730_11893)), dot(q, pair(fm17799_8697)));
  odd2 = i32x4.add(dot(p, pair(fm4176_m4926)), dot(q, pair(f7373_20995)));
  const c01 = i16x8.narrow_i32x4_s(descale(i32x4.add(even0, odd2), 19), descale(i32x4.add(even1, odd0), 19));
  const c23 = i16x8.narrow_i32x4_s(descale(i32x4.sub(even1, odd0), 19), descale(i32x4.sub(even0, odd2), 19));
  // c01: column 0 over rows 0 to 3, then column 1. To bytes, then to rows.
  const bytes = v128.xor(i8x16.narrow_i16x8_s(c01, c23), i8x16.splat(-128));
  const turned = i8x16.shuffle(bytes, bytes, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  v128.store32_lane(target, turned, 0);
  v128.store32_lane(target + stride, turned, 1);
  target += stride << 1;
  v128.store32_lane(target, turned, 2);
  v128.store32_lane(target + stride, turned, 3);
}

/** The sum over the odd coefficients of a row of the half-transformed block. */
// @ts-ignore: decorator
@inline
function odds(row: v128): i32 {
  const products = dot(row, i16x8(0, 29692, 0, -10426, 0, 6967, 0, -5906));
  return (
    i32x4.extract_lane(products, 0) + i32x4.extract_lane(products, 1) +
    i32x4.extract_lane(products, 2) + i32x4.extract_lane(products, 3)
  );
}

// @ts-ignore: decorator
@inline
function storePair(row: v128, target: usize): void {
  const mean = (<i32>i16x8.extract_lane_s(row, 0) << 15) + (1 << 19);
  const odd = odds(row);
  store<u8>(target, clampSample(((mean + odd) >> 20) + 128));
  store<u8>(target, clampSample(((mean - odd) >> 20) + 128), 1);
}

/** Two samples across and down. */
export function transform2(block: usize, steps: usize, target: usize, stride: usize): void {
  const c0 = scaled(block, steps, 0);
  const c1 = scaled(block, steps, 16);
  const c3 = scaled(block, steps, 48);
  const c5 = scaled(block, steps, 80);
  const c7 = scaled(block, steps, 112);
  const leftOdd = i32x4.add(
    dot(low16(c1, c3), pair(f29692_m10426)), dot(low16(c5, c7), pair(f6967_m5906)),
  );
  const rightOdd = i32x4.add(
    dot(high16(c1, c3), pair(f29692_m10426)), dot(high16(c5, c7), pair(f6967_m5906)),
  );
  const left = i32x4.shl(i32x4.extend_low_i16x8_s(c0), 15);
  const right = i32x4.shl(i32x4.extend_high_i16x8_s(c0), 15);
  storePair(
    i16x8.narrow_i32x4_s(descale(i32x4.add(left, leftOdd), 13), descale(i32x4.add(right, rightOdd), 13)), target,
  );
  storePair(
    i16x8.narrow_i32x4_s(descale(i32x4.sub(left, leftOdd), 13), descale(i32x4.sub(right, rightOdd), 13)), target + stride,
  );
}

/** The mean alone: a square of `size` samples, 1, 2 or 4. */
export function fillReduced(value: i32, target: usize, stride: usize, size: i32): void {
  const sample = clampSample(((value + 4) >> 3) + 128);
  for (let row = 0; row < size; row++) {
    if (size == 1) store<u8>(target, sample);
    else if (size == 2) store<u16>(target, sample * 0x0101);
    else store<u32>(target, sample * 0x01010101);
    target += stride;
  }
}
