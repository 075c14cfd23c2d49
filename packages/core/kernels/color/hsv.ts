// OpenCV's HSV of bytes: a hue of 0 to 179 (degrees halved), saturation and value of 0 to 255.
import { loadFour, magic, storeLowBytes } from "../four";
import { select } from "../hue";

/** Four bytes as four whole numbers. */
function loadIntegers(pointer: usize): v128 {
  const spread = i8x16(0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, 3, -1, -1, -1);
  return i8x16.swizzle(v128.load32_zero(pointer), spread);
}

/**
 * `share` divided by four numbers, rounded half to even. Where the divisor is 0 it is whatever: a product with 0 follows.
 * In f32 the quotient is near enough: one that lies between two numbers differs from their middle by more than it rounds.
 */
function divided(share: f32, divisor: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.div(f32x4.splat(share), f32x4.convert_i32x4_s(divisor))));
}

/** The product in 4096ths, rounded half up. */
function scaled(value: v128, factor: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.mul(value, factor), i32x4.splat(2048)), 12);
}

/** Replaces planes of red, green and blue, `plane` bytes apart, by hue, saturation and value. */
export function toHsv(planes: usize, count: i32, plane: i32): void {
  const size = <usize>plane;
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 4) {
    const at = planes + pixel;
    const red = loadIntegers(at);
    const green = loadIntegers(at + size);
    const blue = loadIntegers(at + 2 * size);
    const most = i32x4.max_s(i32x4.max_s(red, green), blue);
    const range = i32x4.sub(most, i32x4.min_s(i32x4.min_s(red, green), blue));
    const saturation = scaled(range, divided(255 * 4096, most));
    // The hue is a difference of two channels, from the strongest one's place on the circle.
    const isRed = i32x4.eq(most, red);
    const isGreen = i32x4.eq(most, green);
    const fromGreen = i32x4.add(i32x4.sub(blue, red), i32x4.shl(range, 1));
    const fromBlue = i32x4.add(i32x4.sub(red, green), i32x4.shl(range, 2));
    const way = v128.bitselect(i32x4.sub(green, blue), v128.bitselect(fromGreen, fromBlue, isGreen), isRed);
    let hue = scaled(way, divided(30 * 4096, range));
    hue = i32x4.add(hue, v128.and(i32x4.shr_s(hue, 31), i32x4.splat(180)));
    storeLowBytes(at, hue);
    storeLowBytes(at + size, saturation);
    storeLowBytes(at + 2 * size, most);
  }
}

/** A share of the whole as a byte in the low bits, rounded half to even. */
function level(share: v128): v128 {
  return f32x4.add(f32x4.mul(share, f32x4.splat(255)), f32x4.splat(magic));
}

/** The reverse. The three planes behind the third are scratch. */
export function fromHsv(planes: usize, count: i32, plane: i32): void {
  const size = <usize>plane;
  const one = f32x4.splat(1);
  const unit = f32x4.splat(1.0 / 255.0);
  const shift = f32x4.splat(magic);
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 4) {
    const at = planes + pixel;
    const sixths = f32x4.mul(loadFour(at), f32x4.splat(6.0 / 180.0));
    const saturation = f32x4.mul(loadFour(at + size), unit);
    const value = f32x4.mul(loadFour(at + 2 * size), unit);
    const sixth = f32x4.floor(sixths);
    const fraction = f32x4.sub(sixths, sixth);
    const sector = f32x4.add(sixth, shift);
    // In odd sixths the middle level falls, in even ones it rises.
    const odd = i32x4.shr_s(i32x4.shl(sector, 31), 31);
    const way = v128.bitselect(fraction, f32x4.sub(one, fraction), odd);
    storeLowBytes(at + 3 * size, level(f32x4.mul(value, f32x4.sub(one, saturation))));
    storeLowBytes(at + 4 * size, level(f32x4.mul(value, f32x4.sub(one, f32x4.mul(saturation, way)))));
    storeLowBytes(at + 5 * size, sector);
  }
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 16) {
    select(planes + pixel, size, v128.load(planes + pixel + 2 * size));
  }
}
