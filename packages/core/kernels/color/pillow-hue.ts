// A turn of the hue through Pillow's HSV of bytes, in which the circle has 255 steps and a byte that wraps has 256.
import { loadFour, magic, storeLowBytes } from "../four";
import { select } from "../hue";

/** a where the mask is set, else b. */
function choose(mask: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, mask);
}

/**
 * The hues of two pixels as whole numbers in the lower two lanes, from the place of the strongest channel on the circle and
 * the ratios that are added and taken away. Pillow computes in f64 and keeps every step in f32.
 */
function twoHues(place: v128, added: v128, taken: v128): v128 {
  const sum = f64x2.sub(
    f64x2.add(f64x2.promote_low_f32x4(place), f64x2.promote_low_f32x4(added)),
    f64x2.promote_low_f32x4(taken),
  );
  const sixths = f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(sum));
  const circles = f64x2.add(f64x2.div(sixths, f64x2.splat(6)), f64x2.splat(1));
  const share = f32x4.demote_f64x2_zero(f64x2.sub(circles, f64x2.floor(circles)));
  const steps = f64x2.floor(f64x2.mul(f64x2.promote_low_f32x4(share), f64x2.splat(255)));
  return f32x4.demote_f64x2_zero(steps);
}

/** The upper two lanes below the lower ones. */
function upper(value: v128): v128 {
  return i32x4.shuffle(value, value, 2, 3, 2, 3);
}

/** Adds `turn` to the hues, bytes that wrap. The three planes behind the third are scratch. */
export function turnPillowHue(planes: usize, count: i32, plane: i32, turn: i32): void {
  const size = <usize>plane;
  levels(planes, count, size, turn);
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 16) {
    const at = planes + pixel;
    select(at, size, i8x16.max_u(i8x16.max_u(v128.load(at), v128.load(at + size)), v128.load(at + 2 * size)));
  }
}

/** For each pixel the lowest of the new levels, the middle one, and the sixth of the circle that the hue falls in. */
function levels(planes: usize, count: i32, plane: usize, turn: i32): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const two = f32x4.splat(2);
  const four = f32x4.splat(4);
  const half = f32x4.splat(0.5);
  const most8 = f32x4.splat(255);
  const shift = f32x4.splat(magic);
  const turns = i32x4.splat(turn);
  const byte = i32x4.splat(255);
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 4) {
    const at = planes + pixel;
    const red = loadFour(at);
    const green = loadFour(at + plane);
    const blue = loadFour(at + 2 * plane);
    const most = f32x4.pmax(f32x4.pmax(red, green), blue);
    const range = f32x4.sub(most, f32x4.pmin(f32x4.pmin(red, green), blue));
    const flat = f32x4.eq(range, zero);
    const divisor = choose(flat, one, range);
    const share = f32x4.div(range, choose(flat, one, most));
    const saturation = f32x4.div(f32x4.floor(f32x4.mul(share, most8)), most8);

    const isRed = f32x4.eq(most, red);
    const isGreen = f32x4.eq(most, green);
    const first = choose(isRed, blue, choose(isGreen, red, green));
    const second = choose(isRed, green, choose(isGreen, blue, red));
    const place = v128.andnot(choose(isGreen, two, four), isRed);
    const added = f32x4.div(f32x4.sub(most, first), divisor);
    const taken = f32x4.div(f32x4.sub(most, second), divisor);
    const hues = i32x4.shuffle(
      twoHues(place, added, taken),
      twoHues(upper(place), upper(added), upper(taken)),
      0,
      1,
      4,
      5,
    );
    // Added to `magic` a whole number stands in the low bits.
    const turned = v128.and(i32x4.add(f32x4.add(hues, shift), turns), byte);

    const sixths = f32x4.div(f32x4.mul(f32x4.convert_i32x4_s(turned), f32x4.splat(6)), most8);
    const sixth = f32x4.floor(sixths);
    const fraction = f32x4.sub(sixths, sixth);
    const sector = f32x4.add(sixth, shift);
    // In odd sixths the middle level falls, in even ones it rises.
    const odd = i32x4.shr_s(i32x4.shl(sector, 31), 31);
    const way = choose(odd, fraction, f32x4.sub(one, fraction));
    const lowest = f32x4.mul(most, f32x4.sub(one, saturation));
    const middle = f32x4.mul(most, f32x4.sub(one, f32x4.mul(saturation, way)));
    storeLowBytes(at + 3 * plane, f32x4.add(f32x4.floor(f32x4.add(lowest, half)), shift));
    storeLowBytes(at + 4 * plane, f32x4.add(f32x4.floor(f32x4.add(middle, half)), shift));
    storeLowBytes(at + 5 * plane, sector);
  }
}
