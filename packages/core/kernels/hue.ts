// A turn of the hue through HSV, as torchvision does it: each operation rounded to f32, in its order.
import { loadFour, magic, storeLowBytes } from "./four";

const constants = memory.data<f32>([0.003921568859368563, 0.1666666716337204, 255.99899291992188, 6, 2, 4, 1]);

/** a where the mask is set, else b. */
function choose(mask: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, mask);
}

/** Adds `turn` (−0.5 … 0.5 of a circle) to the hue of planes. The three planes behind the third are scratch. */
export function shiftHue(planes: usize, count: i32, plane: i32, turn: f32): void {
  const size = <usize>plane;
  candidates(planes, count, size, turn);
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 16) {
    const at = planes + pixel;
    select(at, size, i8x16.max_u(i8x16.max_u(v128.load(at), v128.load(at + size)), v128.load(at + 2 * size)));
  }
}

/**
 * For each pixel the lowest of the new levels (p), the middle one (q or t), and the sixth of the circle that the hue falls
 * in. The highest level stays what it was.
 */
function candidates(planes: usize, count: i32, plane: usize, turn: f32): void {
  const unit = v128.load32_splat(constants);
  const sixthPart = v128.load32_splat(constants, 4);
  const levels = v128.load32_splat(constants, 8);
  const six = v128.load32_splat(constants, 12);
  const two = v128.load32_splat(constants, 16);
  const four = v128.load32_splat(constants, 20);
  const one = v128.load32_splat(constants, 24);
  const turns = f32x4.splat(turn);
  const shift = f32x4.splat(magic);
  const zero = f32x4.splat(0);
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 4) {
    const pointer = planes + pixel;
    const red = f32x4.mul(loadFour(pointer), unit);
    const green = f32x4.mul(loadFour(pointer + plane), unit);
    const blue = f32x4.mul(loadFour(pointer + 2 * plane), unit);
    const most = f32x4.pmax(f32x4.pmax(red, green), blue);
    const range = f32x4.sub(most, f32x4.pmin(f32x4.pmin(red, green), blue));
    const flat = f32x4.eq(range, zero);
    const saturation = f32x4.div(range, choose(flat, one, most));
    const divisor = choose(flat, one, range);

    // The hue is the difference of two ratios, plus 0, 2 or 4; which ones depends on the strongest channel.
    const isRed = f32x4.eq(most, red);
    const isGreen = f32x4.eq(most, green);
    const first = choose(isRed, blue, choose(isGreen, red, green));
    const second = choose(isRed, green, choose(isGreen, blue, red));
    const base = v128.andnot(choose(isGreen, two, four), isRed);
    const firstRatio = f32x4.div(f32x4.sub(most, first), divisor);
    const secondRatio = f32x4.div(f32x4.sub(most, second), divisor);
    let hue = f32x4.sub(f32x4.add(firstRatio, base), secondRatio);
    hue = f32x4.add(f32x4.mul(hue, sixthPart), one);
    hue = f32x4.add(f32x4.sub(hue, f32x4.trunc(hue)), turns);
    hue = f32x4.sub(hue, f32x4.trunc(hue));
    hue = f32x4.add(hue, v128.and(f32x4.lt(hue, zero), one));

    const sixths = f32x4.mul(hue, six);
    const sixth = f32x4.floor(sixths);
    const fraction = f32x4.mul(saturation, f32x4.sub(sixths, sixth));
    const rest = f32x4.sub(one, saturation);
    const sector = f32x4.add(sixth, shift);
    // In odd sixths the middle level falls, in even ones it rises.
    const odd = i32x4.shr_s(i32x4.shl(sector, 31), 31);
    const middle = choose(odd, f32x4.sub(one, fraction), f32x4.add(fraction, rest));
    // Factors lie in 0 … 1 and so do levels: what rounds up to 1 at most needs no clamp. Levels are cut, not rounded.
    const lowLevel = f32x4.floor(f32x4.mul(f32x4.mul(rest, most), levels));
    const middleLevel = f32x4.floor(f32x4.mul(f32x4.mul(middle, most), levels));
    storeLowBytes(pointer + 3 * plane, f32x4.add(lowLevel, shift));
    storeLowBytes(pointer + 4 * plane, f32x4.add(middleLevel, shift));
    storeLowBytes(pointer + 5 * plane, sector);
  }
}

/**
 * For sixteen pixels: which of three levels each channel takes, by the sixth of the circle that the hue falls in. The
 * lowest, the middle one and the sixth lie in the three planes behind the third.
 */
export function select(pointer: usize, plane: usize, highest: v128): void {
  const lowest = v128.load(pointer + 3 * plane);
  const middle = v128.load(pointer + 4 * plane);
  const sixth = v128.load(pointer + 5 * plane);
  const is1 = i8x16.eq(sixth, i8x16.splat(1));
  const is2 = i8x16.eq(sixth, i8x16.splat(2));
  const is3 = i8x16.eq(sixth, i8x16.splat(3));
  const is4 = i8x16.eq(sixth, i8x16.splat(4));
  const is5 = i8x16.eq(sixth, i8x16.splat(5));
  // What is none of these is 0, or 6 where rounding closed the circle, which is the same.
  const red = choose(v128.or(is1, is4), middle, choose(v128.or(is2, is3), lowest, highest));
  const green = choose(v128.or(is1, is2), highest, choose(v128.or(is4, is5), lowest, middle));
  const blue = choose(v128.or(is2, is5), middle, choose(v128.or(is3, is4), highest, lowest));
  v128.store(pointer, red);
  v128.store(pointer + plane, green);
  v128.store(pointer + 2 * plane, blue);
}
