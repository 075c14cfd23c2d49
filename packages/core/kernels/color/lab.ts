// OpenCV's CIE L*a*b* of bytes: sRGB under D65, in whole numbers, L* and a*, b* + 128 as bytes. `tables` holds what
// `src/kernels/color/lab-tables.ts` writes.
import { lowBytes } from "../four";

/** Linear light of a byte, in 2040ths. */
const lightTable: usize = 0;
/** Cube roots of numbers of 2040ths, in 32768ths. */
const rootTable: usize = 512;
/** Y of an L*, in 16384ths, and its root. */
const lightnessTable: usize = 6656;
/** Bytes of linear light, in 4096ths. */
const byteTable: usize = 7680;

/** Four bytes as four whole numbers. */
function loadIntegers(pointer: usize): v128 {
  const spread = i8x16(0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, 3, -1, -1, -1);
  return i8x16.swizzle(v128.load32_zero(pointer), spread);
}

/** Four 16-bit numbers of a table. */
function gather(table: usize, places: v128): v128 {
  const at = i32x4.shl(places, 1);
  return i32x4(
    load<u16>(table + <usize>i32x4.extract_lane(at, 0)),
    load<u16>(table + <usize>i32x4.extract_lane(at, 1)),
    load<u16>(table + <usize>i32x4.extract_lane(at, 2)),
    load<u16>(table + <usize>i32x4.extract_lane(at, 3)),
  );
}

/** The light of one channel of four pixels. */
function light(table: usize, pixels: usize, channels: usize): v128 {
  return i32x4(
    load<u16>(table + ((<usize>load<u8>(pixels)) << 1)),
    load<u16>(table + ((<usize>load<u8>(pixels + channels)) << 1)),
    load<u16>(table + ((<usize>load<u8>(pixels + 2 * channels)) << 1)),
    load<u16>(table + ((<usize>load<u8>(pixels + 3 * channels)) << 1)),
  );
}

/** A weighted sum, without `bits` bits, rounded half up. */
function weighted(x: v128, y: v128, z: v128, a: i32, b: i32, c: i32, bits: i32): v128 {
  const first = i32x4.add(i32x4.mul(x, i32x4.splat(a)), i32x4.mul(y, i32x4.splat(b)));
  const sum = i32x4.add(first, i32x4.mul(z, i32x4.splat(c)));
  return i32x4.shr_s(i32x4.add(sum, i32x4.splat(1 << (bits - 1))), bits);
}

/** The difference of two roots times `factor`, as a byte about 128. */
function opponent(one: v128, other: v128, factor: i32): v128 {
  const way = i32x4.mul(i32x4.sub(one, other), i32x4.splat(factor));
  return i32x4.shr_s(i32x4.add(way, i32x4.splat((128 << 15) + (1 << 14))), 15);
}

/**
 * Writes L*, a* and b* of `count` pixels of 3 or 4 interleaved channels to three planes, `plane` bytes apart; whole fours
 * are written.
 */
export function toLab(pixels: usize, count: i32, channels: i32, tables: usize, planes: usize, plane: i32): void {
  const step = <usize>channels;
  const lights = tables + lightTable;
  const roots = tables + rootTable;
  for (let pixel = 0; pixel < count; pixel += 4) {
    const from = pixels + <usize>pixel * step;
    const red = light(lights, from, step);
    const green = light(lights, from + 1, step);
    const blue = light(lights, from + 2, step);
    const x = gather(roots, weighted(red, green, blue, 1777, 1541, 778, 12));
    const y = gather(roots, weighted(red, green, blue, 871, 2929, 296, 12));
    const z = gather(roots, weighted(red, green, blue, 73, 448, 3575, 12));
    // 116 · root − 16, of 100, in 255ths.
    const scaled = i32x4.add(i32x4.mul(y, i32x4.splat(296)), i32x4.splat((1 << 14) - 1336934));
    const to = planes + <usize>pixel;
    v128.store32_lane(to, lowBytes(i32x4.shr_s(scaled, 15)), 0);
    v128.store32_lane(to + <usize>plane, lowBytes(opponent(x, y, 500)), 0);
    v128.store32_lane(to + <usize>(2 * plane), lowBytes(opponent(y, z, 200)), 0);
  }
}

/** X or Z of a root, both in 16384ths: its cube, or below 6/29 a straight line. */
function cube(root: v128): v128 {
  const square = i32x4.shr_s(i32x4.mul(root, root), 14);
  const power = i32x4.shr_s(i32x4.mul(square, root), 14);
  // Cut towards zero; in f32 the quotient is near enough.
  const line = f32x4.div(f32x4.convert_i32x4_s(i32x4.mul(root, i32x4.splat(108))), f32x4.splat(841));
  const low = i32x4.sub(i32x4.trunc_sat_f32x4_s(line), i32x4.splat(290));
  return v128.bitselect(power, low, i32x4.gt_s(root, i32x4.splat(3390)));
}

/** A place in the table of bytes. */
function place(x: v128, y: v128, z: v128, a: i32, b: i32, c: i32): v128 {
  return i32x4.min_s(i32x4.max_s(weighted(x, y, z, a, b, c, 14), i32x4.splat(0)), i32x4.splat(4095));
}

function storeByte(pixel: usize, bytes: usize, red: i32, green: i32, blue: i32): void {
  store<u8>(pixel, load<u8>(bytes + <usize>red));
  store<u8>(pixel, load<u8>(bytes + <usize>green), 1);
  store<u8>(pixel, load<u8>(bytes + <usize>blue), 2);
}

/** The reverse: planes of L*, a* and b* to the first three channels of interleaved pixels. */
export function fromLab(planes: usize, plane: i32, count: i32, channels: i32, tables: usize, pixels: usize): void {
  const step = <usize>channels;
  const bytes = tables + byteTable;
  for (let pixel = 0; pixel < count; pixel += 4) {
    const from = planes + <usize>pixel;
    const lightness = gatherPairs(tables + lightnessTable, loadIntegers(from));
    const y = v128.and(lightness, i32x4.splat(0xffff));
    const root = i32x4.shr_u(lightness, 16);
    const a = loadIntegers(from + <usize>plane);
    const b = loadIntegers(from + <usize>(2 * plane));
    // a / 500 and b / 200 in 16384ths, from 128.
    const towardsX = i32x4.shr_s(i32x4.add(i32x4.mul(a, i32x4.splat(5 * 53687)), i32x4.splat(128)), 13);
    const towardsZ = i32x4.shr_s(i32x4.add(i32x4.mul(b, i32x4.splat(41943)), i32x4.splat(16)), 9);
    const x = cube(i32x4.add(root, i32x4.sub(towardsX, i32x4.splat(4194))));
    const z = cube(i32x4.sub(root, i32x4.sub(towardsZ, i32x4.splat(10484))));
    const red = place(x, y, z, 12615, -6296, -2223);
    const green = place(x, y, z, -3773, 7684, 185);
    const blue = place(x, y, z, 217, -836, 4715);
    let to = pixels + <usize>pixel * step;
    storeByte(to, bytes, i32x4.extract_lane(red, 0), i32x4.extract_lane(green, 0), i32x4.extract_lane(blue, 0));
    if (pixel + 1 == count) return;
    to += step;
    storeByte(to, bytes, i32x4.extract_lane(red, 1), i32x4.extract_lane(green, 1), i32x4.extract_lane(blue, 1));
    if (pixel + 2 == count) return;
    to += step;
    storeByte(to, bytes, i32x4.extract_lane(red, 2), i32x4.extract_lane(green, 2), i32x4.extract_lane(blue, 2));
    if (pixel + 3 == count) return;
    to += step;
    storeByte(to, bytes, i32x4.extract_lane(red, 3), i32x4.extract_lane(green, 3), i32x4.extract_lane(blue, 3));
  }
}

/** Four pairs of 16-bit numbers, the first in the low bits. */
function gatherPairs(table: usize, places: v128): v128 {
  const at = i32x4.shl(places, 2);
  return i32x4(
    load<i32>(table + <usize>i32x4.extract_lane(at, 0)),
    load<i32>(table + <usize>i32x4.extract_lane(at, 1)),
    load<i32>(table + <usize>i32x4.extract_lane(at, 2)),
    load<i32>(table + <usize>i32x4.extract_lane(at, 3)),
  );
}
