// Gray of bytes as Pillow and OpenCV have it: a sum weighted by whole numbers, rounded half up.
import { firstInTurn, lastInTurn } from "../in-turn";
import { plane0, plane1, plane2 } from "../interleave";
import { storePart } from "../tail";

const PILLOW_BITS: i32 = 16;
const OPENCV_BITS: i32 = 15;

/**
 * Weights of red and green, and of green again and blue. Pillow's of green, 38470, is more than 16 signed bits hold, so half
 * of it stands in each pair.
 */
const pillowWeights = memory.data<i16>([19595, 19235, 19235, 7471]);
const opencvWeights = memory.data<i16>([9798, 19235, 0, 3735]);

/** Four sums, rounded. */
function four(redGreen: v128, greenBlue: v128, redGreenWeights: v128, greenBlueWeights: v128, bits: i32): v128 {
  const sum = i32x4.add(i32x4.dot_i16x8_s(redGreen, redGreenWeights), i32x4.dot_i16x8_s(greenBlue, greenBlueWeights));
  return i32x4.shr_u(i32x4.add(sum, i32x4.splat(1 << (bits - 1))), bits);
}

/** Eight sums as 16 bits. */
function eight(redGreen: v128, greenBlue: v128, redGreenWeights: v128, greenBlueWeights: v128, bits: i32): v128 {
  const low = four(
    i16x8.extend_low_i8x16_u(redGreen),
    i16x8.extend_low_i8x16_u(greenBlue),
    redGreenWeights,
    greenBlueWeights,
    bits,
  );
  const high = four(
    i16x8.extend_high_i8x16_u(redGreen),
    i16x8.extend_high_i8x16_u(greenBlue),
    redGreenWeights,
    greenBlueWeights,
    bits,
  );
  return i16x8.narrow_i32x4_s(low, high);
}

/** The gray of sixteen pixels. */
function sixteen(red: v128, green: v128, blue: v128, one: v128, other: v128, bits: i32): v128 {
  const low = eight(firstInTurn(red, green), firstInTurn(green, blue), one, other, bits);
  const high = eight(lastInTurn(red, green), lastInTurn(green, blue), one, other, bits);
  return i8x16.narrow_i16x8_u(low, high);
}

/**
 * Writes the gray plane of `count` pixels (whole sixteens are written) whose planes lie `plane` bytes apart: Pillow's
 * `convert("L")`, or OpenCV's COLOR_RGB2GRAY with its 15 bits.
 */
export function weightedGrayPlane(planes: usize, count: i32, plane: i32, output: usize, opencv: bool): void {
  const greens = planes + <usize>plane;
  const blues = greens + <usize>plane;
  const weights = opencv ? opencvWeights : pillowWeights;
  const bits = opencv ? OPENCV_BITS : PILLOW_BITS;
  const one = v128.load32_splat(weights);
  const other = v128.load32_splat(weights, 4);
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 16) {
    const red = v128.load(planes + pixel);
    const green = v128.load(greens + pixel);
    const blue = v128.load(blues + pixel);
    v128.store(output + pixel, sixteen(red, green, blue, one, other, bits));
  }
}

/** The same gray of `count` interleaved pixels of three bytes, a byte for each and none behind them. */
export function weightedGrayBytes(source: usize, count: i32, target: usize, opencv: bool): void {
  const weights = opencv ? opencvWeights : pillowWeights;
  const bits = opencv ? OPENCV_BITS : PILLOW_BITS;
  const one = v128.load32_splat(weights);
  const other = v128.load32_splat(weights, 4);
  for (let pixel: usize = 0; pixel < <usize>count; pixel += 16) {
    const from = source + 3 * pixel;
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const gray = sixteen(plane0(a, b, c), plane1(a, b, c), plane2(a, b, c), one, other, bits);
    const left = <usize>count - pixel;
    if (left >= 16) v128.store(target + pixel, gray);
    else storePart(target + pixel, gray, left);
  }
}
