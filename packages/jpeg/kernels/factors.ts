// Pairs of factors for the 16-bit dot product, as 13-bit fixed point, and roundings. They lie in memory because engines
// make a vector constant anew from immediates wherever it is used; loading one into all lanes is a single instruction.

const table: usize = memory.data<i16>([
  8192, 8192,
  8192, -8192,
  10703, 4433,
  4433, -10704,
  11363, 2260,
  9633, 6437,
  9633, -6436,
  -2259, -11362,
  6437, 9633,
  -11362, 2261,
  2260, -11363,
  -6436, 9633,
  11363, 9633,
  9633, -2259,
  6437, -11362,
  2260, -6436,
  8192, 10703,
  8192, 4433,
  8192, -4433,
  8192, -10703,
  -6270, 0,
  16384, 15137,
  16384, -15137,
  -1730, 11893,
  -17799, 8697,
  -4176, -4926,
  7373, 20995,
  29692, -10426,
  6967, -5906,
], 16);

export const f8192_8192: usize = 0;
export const f8192_m8192: usize = 4;
export const f10703_4433: usize = 8;
export const f4433_m10704: usize = 12;
export const f11363_2260: usize = 16;
export const f9633_6437: usize = 20;
export const f9633_m6436: usize = 24;
export const fm2259_m11362: usize = 28;
export const f6437_9633: usize = 32;
export const fm11362_2261: usize = 36;
export const f2260_m11363: usize = 40;
export const fm6436_9633: usize = 44;
export const f11363_9633: usize = 48;
export const f9633_m2259: usize = 52;
export const f6437_m11362: usize = 56;
export const f2260_m6436: usize = 60;
export const f8192_10703: usize = 64;
export const f8192_4433: usize = 68;
export const f8192_m4433: usize = 72;
export const f8192_m10703: usize = 76;
export const fm6270_0: usize = 80;
export const f16384_15137: usize = 84;
export const f16384_m15137: usize = 88;
export const fm1730_11893: usize = 92;
export const fm17799_8697: usize = 96;
export const fm4176_m4926: usize = 100;
export const f7373_20995: usize = 104;
export const f29692_m10426: usize = 108;
export const f6967_m5906: usize = 112;

const roundings: usize = memory.data<i32>([1024, 33685504], 16);

/** What is added before a shift by 11; before the last shift, by 18, with it 128, for samples are coded around zero. */
export const round11: usize = 0;
export const round18: usize = 4;

// @ts-ignore: decorator
@inline
export function pair(factor: usize): v128 {
  return v128.load32_splat(table + factor);
}

// @ts-ignore: decorator
@inline
export function rounding(which: usize): v128 {
  return v128.load32_splat(roundings + which);
}
