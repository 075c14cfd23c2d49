// Rows of pixels to rows of YCbCr samples (ITU T.871), with libjpeg's 16-bit fixed point, to the same bits.
import { plane0, plane1, plane2 } from "../interleave";
import { dot, high16, low16 } from "../../../jpeg/kernels/transform-8";

/**
 * Pairs of factors: of red and green in Y, of blue and green in Y (0.587 is more than 16 bits with a sign hold, so it is
 * split), of red and green in Cb, of blue and green in Cr.
 */
const factors: usize = memory.data<i16>([19595, 22086, 7471, 16384, -11059, -21709, -5329, -27439], 16);

/** Half of a 16-bit fraction; and what lifts chroma to around 128, with just below a half. */
const luma: i32 = 0x8000;
const chroma: i32 = (128 << 16) + 0x7fff;

function narrow(low: v128, high: v128): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(low, 16), i32x4.shr_s(high, 16));
}

function lumaOf(red: v128, green: v128, blue: v128): v128 {
  const redGreen = v128.load32_splat(factors);
  const blueGreen = v128.load32_splat(factors, 4);
  const half = i32x4.splat(luma);
  const low = i32x4.add(dot(low16(red, green), redGreen), dot(low16(blue, green), blueGreen));
  const high = i32x4.add(dot(high16(red, green), redGreen), dot(high16(blue, green), blueGreen));
  return narrow(i32x4.add(low, half), i32x4.add(high, half));
}

/** Half of `most` less the shares of the other two. */
function chromaOf(most: v128, one: v128, other: v128, shares: v128): v128 {
  const lift = i32x4.splat(chroma);
  const low = i32x4.add(dot(low16(one, other), shares), i32x4.shl(i32x4.extend_low_i16x8_u(most), 15));
  const high = i32x4.add(dot(high16(one, other), shares), i32x4.shl(i32x4.extend_high_i16x8_u(most), 15));
  return narrow(i32x4.add(low, lift), i32x4.add(high, lift));
}

/** Sixteen pixels. */
function convert(red: v128, green: v128, blue: v128, y: usize, cb: usize, cr: usize): void {
  const r0 = i16x8.extend_low_i8x16_u(red);
  const r1 = i16x8.extend_high_i8x16_u(red);
  const g0 = i16x8.extend_low_i8x16_u(green);
  const g1 = i16x8.extend_high_i8x16_u(green);
  const b0 = i16x8.extend_low_i8x16_u(blue);
  const b1 = i16x8.extend_high_i8x16_u(blue);
  v128.store(y, i8x16.narrow_i16x8_u(lumaOf(r0, g0, b0), lumaOf(r1, g1, b1)));
  const blueShares = v128.load32_splat(factors, 8);
  const redShares = v128.load32_splat(factors, 12);
  v128.store(cb, i8x16.narrow_i16x8_u(chromaOf(b0, r0, g0, blueShares), chromaOf(b1, r1, g1, blueShares)));
  v128.store(cr, i8x16.narrow_i16x8_u(chromaOf(r0, b0, g0, redShares), chromaOf(r1, b1, g1, redShares)));
}

/** One channel of a row of pixels; writes whole sixteens from their first pixel on. */
export function channelRow(source: usize, width: i32, channels: i32, output: usize): void {
  for (let x = 0; x < width; x++) store<u8>(output + <usize>x, load<u8>(source + <usize>(x * channels)));
}

/** A row of 3 or 4 channels as three rows of samples; writes whole sixteens. `planes` is scratch for three such rows. */
export function colorRow(
  source: usize,
  width: i32,
  channels: i32,
  planes: usize,
  y: usize,
  cb: usize,
  cr: usize,
): void {
  const plane = <usize>((width + 15) & ~15);
  if (channels != 3) {
    for (let channel: usize = 0; channel < 3; channel++)
      channelRow(source + channel, width, channels, planes + channel * plane);
  }
  for (let x: usize = 0; x < <usize>width; x += 16) {
    if (channels == 3) {
      const a = v128.load(source + 3 * x);
      const b = v128.load(source + 3 * x, 16);
      const c = v128.load(source + 3 * x, 32);
      convert(plane0(a, b, c), plane1(a, b, c), plane2(a, b, c), y + x, cb + x, cr + x);
    } else {
      const at = planes + x;
      convert(v128.load(at), v128.load(at + plane), v128.load(at + 2 * plane), y + x, cb + x, cr + x);
    }
  }
}

/** Goes on with the last sample of a row, from `length` to `end`. */
export function extendRow(row: usize, length: i32, end: i32): void {
  memory.fill(row + <usize>length, load<u8>(row + <usize>(length - 1)), <usize>(end - length));
}

/** Two rows as one of half the width: means of four, rounded up and down in turn. Writes `length`, a multiple of 8. */
export function halveRows(upper: usize, lower: usize, length: i32, output: usize): void {
  const roundings = i32x4.splat(0x00020001);
  for (let x: usize = 0; x < <usize>length; x += 8) {
    const above = i16x8.extadd_pairwise_i8x16_u(v128.load(upper + 2 * x));
    const below = i16x8.extadd_pairwise_i8x16_u(v128.load(lower + 2 * x));
    const mean = i16x8.shr_u(i16x8.add(i16x8.add(above, below), roundings), 2);
    v128.store64_lane(output + x, i8x16.narrow_i16x8_u(mean, mean), 0);
  }
}
