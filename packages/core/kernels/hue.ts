// A turn of the hue through HSV, as torchvision does it: each operation rounded to f32, in its order.
import { loadFour, storeFour } from "./fused";

/** a where the mask is set, else b. */
function choose(mask: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, mask);
}

/** A number of 0 … 1 to 0 … 255: trunc(value · 255.999). */
function toLevel(value: v128): v128 {
  const clamped = f32x4.pmin(f32x4.splat(1), f32x4.pmax(f32x4.splat(0), value));
  return i32x4.trunc_sat_f32x4_s(f32x4.mul(clamped, f32x4.splat(255.999)));
}

/** Adds `turn` (−0.5 … 0.5 of a circle) to the hue of planes. Uses the four planes behind the third as scratch. */
export function shiftHue(planes: usize, count: i32, plane: i32, turn: f32): void {
  const size = <usize>plane;
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 4) candidates(planes + pixel, size, turn);
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 16) select(planes + pixel, size);
}

/** For four pixels: the levels p, q and t between which hue interpolates, and the sixth of the circle it falls in. */
function candidates(pointer: usize, plane: usize, turn: f32): void {
  const unit = f32x4.splat(1.0 / 255.0);
  const red = f32x4.mul(loadFour(pointer), unit);
  const green = f32x4.mul(loadFour(pointer + plane), unit);
  const blue = f32x4.mul(loadFour(pointer + 2 * plane), unit);
  const one = f32x4.splat(1);
  const most = f32x4.pmax(f32x4.pmax(red, green), blue);
  const range = f32x4.sub(most, f32x4.pmin(f32x4.pmin(red, green), blue));
  const flat = f32x4.eq(range, f32x4.splat(0));
  const saturation = f32x4.div(range, choose(flat, one, most));
  const divisor = choose(flat, one, range);

  // The hue is the difference of two ratios, plus 0, 2 or 4; which ones depends on the strongest channel.
  const isRed = f32x4.eq(most, red);
  const isGreen = f32x4.eq(most, green);
  const first = choose(isRed, blue, choose(isGreen, red, green));
  const second = choose(isRed, green, choose(isGreen, blue, red));
  const base = choose(isRed, f32x4.splat(0), choose(isGreen, f32x4.splat(2), f32x4.splat(4)));
  const firstRatio = f32x4.div(f32x4.sub(most, first), divisor);
  const secondRatio = f32x4.div(f32x4.sub(most, second), divisor);
  let hue = f32x4.sub(f32x4.add(firstRatio, base), secondRatio);
  hue = f32x4.add(f32x4.mul(hue, f32x4.splat(1.0 / 6.0)), one);
  hue = f32x4.sub(hue, f32x4.trunc(hue));
  hue = f32x4.add(hue, f32x4.splat(turn));
  hue = f32x4.sub(hue, f32x4.trunc(hue));
  hue = f32x4.add(hue, v128.and(f32x4.lt(hue, f32x4.splat(0)), one));

  const sixths = f32x4.mul(hue, f32x4.splat(6));
  const sixth = f32x4.floor(sixths);
  const fraction = f32x4.mul(saturation, f32x4.sub(sixths, sixth));
  const rest = f32x4.sub(one, saturation);
  storeFour(pointer + 3 * plane, toLevel(f32x4.mul(rest, most)));
  storeFour(pointer + 4 * plane, toLevel(f32x4.mul(f32x4.sub(one, fraction), most)));
  storeFour(pointer + 5 * plane, toLevel(f32x4.mul(f32x4.add(fraction, rest), most)));
  storeFour(pointer + 6 * plane, i32x4.trunc_sat_f32x4_s(sixth));
}

/** For sixteen pixels: which of the four levels each channel takes. */
function select(pointer: usize, plane: usize): void {
  const v = i8x16.max_u(i8x16.max_u(v128.load(pointer), v128.load(pointer + plane)), v128.load(pointer + 2 * plane));
  const p = v128.load(pointer + 3 * plane);
  const q = v128.load(pointer + 4 * plane);
  const t = v128.load(pointer + 5 * plane);
  const sixth = v128.load(pointer + 6 * plane);
  const is1 = i8x16.eq(sixth, i8x16.splat(1));
  const is2 = i8x16.eq(sixth, i8x16.splat(2));
  const is3 = i8x16.eq(sixth, i8x16.splat(3));
  const is4 = i8x16.eq(sixth, i8x16.splat(4));
  const is5 = i8x16.eq(sixth, i8x16.splat(5));
  // What is none of these is 0, or 6 where rounding closed the circle, which is the same.
  v128.store(pointer, choose(is1, q, choose(v128.or(is2, is3), p, choose(is4, t, v))));
  v128.store(pointer + plane, choose(v128.or(is1, is2), v, choose(is3, q, choose(v128.or(is4, is5), p, t))));
  v128.store(pointer + 2 * plane, choose(is2, t, choose(v128.or(is3, is4), v, choose(is5, q, p))));
}
