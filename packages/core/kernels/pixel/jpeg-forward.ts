// The forward DCT and the quantisation of a block, as libjpeg's encoder has them: Loeffler, Ligtenberg and Moschytz's
// method in whole numbers ("islow": 13-bit constants, 2 bits kept between the passes), to the same bits. As in the
// inverse, rotations are written out as sums of products of two numbers each, the shape of the 16-bit dot product.
import { dot, high16, high32, high64, high8, low16, low32, low64, low8 } from "../../../jpeg/kernels/transform-8";

/** Pairs of factors; in memory, for engines make a vector constant anew from immediates wherever it is used. */
const factors: usize = memory.data<i16>(
  [
    10703, 4433, 4433, -10704, 2260, 6437, 9633, 11363, -6436, -11362, -2259, 9633, 9633, 2261, -11362, 6437, -11363,
    9633, -6436, 2260,
  ],
  16,
);

/** Eight rows of eight 16-bit numbers, where the passes hand over. */
const rows: usize = memory.data(128, 16);

function pair(index: usize): v128 {
  return v128.load32_splat(factors + (index << 2));
}

/** The sums of two dot products, rounded and shifted, as eight 16-bit numbers. */
function odd(a: v128, b: v128, c: v128, d: v128, index: usize, half: v128, shift: i32): v128 {
  const low = i32x4.add(dot(a, pair(index)), dot(c, pair(index + 1)));
  const high = i32x4.add(dot(b, pair(index)), dot(d, pair(index + 1)));
  return i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(low, half), shift), i32x4.shr_s(i32x4.add(high, half), shift));
}

function even(a: v128, b: v128, index: usize, half: v128, shift: i32): v128 {
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(dot(a, pair(index)), half), shift),
    i32x4.shr_s(i32x4.add(dot(b, pair(index)), half), shift),
  );
}

/** An eight-point pass over eight lanes at once, to `rows`. The first pass keeps two bits more, the second drops them. */
function pass(d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128, d6: v128, d7: v128, first: bool): void {
  const shift = first ? 11 : 15;
  const half = i32x4.splat(first ? 1024 : 16384);
  const sum0 = i16x8.add(d0, d7);
  const sum1 = i16x8.add(d1, d6);
  const sum2 = i16x8.add(d2, d5);
  const sum3 = i16x8.add(d3, d4);
  const t4 = i16x8.sub(d3, d4);
  const t5 = i16x8.sub(d2, d5);
  const t6 = i16x8.sub(d1, d6);
  const t7 = i16x8.sub(d0, d7);
  const t10 = i16x8.add(sum0, sum3);
  const t11 = i16x8.add(sum1, sum2);
  const t12 = i16x8.sub(sum1, sum2);
  const t13 = i16x8.sub(sum0, sum3);
  const two = i16x8.splat(2);
  const mean = i16x8.add(t10, t11);
  const difference = i16x8.sub(t10, t11);
  v128.store(rows, first ? i16x8.shl(mean, 2) : i16x8.shr_s(i16x8.add_sat_s(mean, two), 2));
  v128.store(rows, first ? i16x8.shl(difference, 2) : i16x8.shr_s(i16x8.add_sat_s(difference, two), 2), 64);
  let a = low16(t13, t12);
  let b = high16(t13, t12);
  v128.store(rows, even(a, b, 0, half, shift), 32);
  v128.store(rows, even(a, b, 1, half, shift), 96);
  a = low16(t4, t5);
  b = high16(t4, t5);
  const c = low16(t6, t7);
  const d = high16(t6, t7);
  v128.store(rows, odd(a, b, c, d, 2, half, shift), 16);
  v128.store(rows, odd(a, b, c, d, 4, half, shift), 48);
  v128.store(rows, odd(a, b, c, d, 6, half, shift), 80);
  v128.store(rows, odd(a, b, c, d, 8, half, shift), 112);
}

function centered(bytes: v128): v128 {
  return i16x8.sub(bytes, i16x8.splat(128));
}

/** Eight lanes of 16 bits of a byte vector's lower or upper half, less 128. */
function lower(bytes: v128): v128 {
  return centered(i16x8.extend_low_i8x16_u(bytes));
}
function upper(bytes: v128): v128 {
  return centered(i16x8.extend_high_i8x16_u(bytes));
}

/** The coefficients, times eight, of the 8 × 8 samples at `source`; they are left in `rows`. */
function forward(source: usize, stride: usize): void {
  // Turned as bytes: the first pass goes along the rows.
  const a = low8(v128.load64_zero(source), v128.load64_zero(source + 4 * stride));
  const b = low8(v128.load64_zero(source + stride), v128.load64_zero(source + 5 * stride));
  const c = low8(v128.load64_zero(source + 2 * stride), v128.load64_zero(source + 6 * stride));
  const d = low8(v128.load64_zero(source + 3 * stride), v128.load64_zero(source + 7 * stride));
  const ac0 = low8(a, c);
  const ac4 = high8(a, c);
  const bd0 = low8(b, d);
  const bd4 = high8(b, d);
  const c01 = low8(ac0, bd0);
  const c23 = high8(ac0, bd0);
  const c45 = low8(ac4, bd4);
  const c67 = high8(ac4, bd4);
  pass(lower(c01), upper(c01), lower(c23), upper(c23), lower(c45), upper(c45), lower(c67), upper(c67), true);
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
    low64(t0, t4),
    high64(t0, t4),
    low64(t1, t5),
    high64(t1, t5),
    low64(t2, t6),
    high64(t2, t6),
    low64(t3, t7),
    high64(t3, t7),
    false,
  );
}

/**
 * Where the numbers of a quantisation lie in its table, each for 64 coefficients in row order: the steps as 16-bit numbers,
 * eight times them (for the coefficients are), half of that, and its reciprocal as f32.
 */
const divisors: usize = 128;
const halves: usize = 256;
const reciprocals: usize = 384;

/** Four quotients without their rest. Half more than a whole number lies far from both neighbours, so f32 cannot err. */
function quotient(dividend: v128, reciprocal: usize): v128 {
  const value = f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(dividend), f32x4.splat(0.5)), v128.load(reciprocal));
  return i32x4.trunc_sat_f32x4_s(value);
}

/** Writes the 64 coefficients of the samples at `source`, divided by their steps and rounded, halves away from zero. */
export function quantised(source: usize, stride: usize, table: usize, block: usize): void {
  forward(source, stride);
  for (let row: usize = 0; row < 128; row += 16) {
    const values = v128.load(rows + row);
    const dividends = i16x8.add(i16x8.abs(values), v128.load(table + halves + row));
    // Most rows of most blocks become zero.
    if (!v128.any_true(i16x8.ge_u(dividends, v128.load(table + divisors + row)))) {
      v128.store(block + row, i64x2.splat(0));
      continue;
    }
    const reciprocal = table + reciprocals + 2 * row;
    const sizes = i16x8.narrow_i32x4_s(
      quotient(i32x4.extend_low_i16x8_u(dividends), reciprocal),
      quotient(i32x4.extend_high_i16x8_u(dividends), reciprocal + 16),
    );
    const sign = i16x8.shr_s(values, 15);
    v128.store(block + row, i16x8.sub(v128.xor(sizes, sign), sign));
  }
}
