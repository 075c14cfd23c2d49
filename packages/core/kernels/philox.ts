// Philox4x32-10, a generator that turns a counter and a key into random words without a state (Salmon, Moraes, Dror and
// Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011): what a pixel gets depends on its place alone.

/** The upper words of four products of 32 bits each. */
function upper(a: v128, b: v128): v128 {
  return i32x4.shuffle(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(a, b), 1, 3, 5, 7);
}

/**
 * Sixteen words for four counters that differ in their first word: `first`, `first` + 1 … Writes four vectors: the first
 * word of each counter's result, then the second of each, and so on.
 */
export function philox(first: i32, second: i32, third: i32, fourth: i32, key0: i32, key1: i32, output: usize): void {
  const factor0 = i32x4.splat(0xd2511f53);
  const factor1 = i32x4.splat(0xcd9e8d57);
  let a = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  let b = i32x4.splat(second);
  let c = i32x4.splat(third);
  let d = i32x4.splat(fourth);
  for (let round = 0; round < 10; round++) {
    const upper0 = upper(a, factor0);
    const lower0 = i32x4.mul(a, factor0);
    const upper1 = upper(c, factor1);
    const lower1 = i32x4.mul(c, factor1);
    a = v128.xor(v128.xor(upper1, b), i32x4.splat(key0));
    b = lower1;
    c = v128.xor(v128.xor(upper0, d), i32x4.splat(key1));
    d = lower0;
    key0 += 0x9e3779b9;
    key1 += 0xbb67ae85;
  }
  v128.store(output, a);
  v128.store(output, b, 16);
  v128.store(output, c, 32);
  v128.store(output, d, 48);
}

/**
 * Thirty-two words for eight counters, those of `philox` for `first` and then for `first` + 4: two chains of products that a
 * processor carries out beside one another.
 */
export function philoxTwice(first: i32, second: i32, key0: i32, key1: i32, output: usize): void {
  const factor0 = i32x4.splat(0xd2511f53);
  const factor1 = i32x4.splat(0xcd9e8d57);
  let a = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  let e = i32x4.add(i32x4.splat(first), i32x4(4, 5, 6, 7));
  let b = i32x4.splat(second);
  let f = b;
  let c = i32x4.splat(0);
  let g = c;
  let d = c;
  let h = c;
  for (let round = 0; round < 10; round++) {
    const upperA = upper(a, factor0);
    const upperE = upper(e, factor0);
    const upperC = upper(c, factor1);
    const upperG = upper(g, factor1);
    const lowerA = i32x4.mul(a, factor0);
    const lowerE = i32x4.mul(e, factor0);
    const word0 = i32x4.splat(key0);
    const word1 = i32x4.splat(key1);
    a = v128.xor(v128.xor(upperC, b), word0);
    e = v128.xor(v128.xor(upperG, f), word0);
    b = i32x4.mul(c, factor1);
    f = i32x4.mul(g, factor1);
    c = v128.xor(v128.xor(upperA, d), word1);
    g = v128.xor(v128.xor(upperE, h), word1);
    d = lowerA;
    h = lowerE;
    key0 += 0x9e3779b9;
    key1 += 0xbb67ae85;
  }
  v128.store(output, a);
  v128.store(output, b, 16);
  v128.store(output, c, 32);
  v128.store(output, d, 48);
  v128.store(output, e, 64);
  v128.store(output, f, 80);
  v128.store(output, g, 96);
  v128.store(output, h, 112);
}
