import { CONSTANT, within } from "./borders";
import { coordinates, fractionOf } from "./coordinates";
import { loadFour, lowBytes, magic } from "./four";
import { copyPixel } from "./reindex";

// Result pixels from anywhere in the source. Common to all: the source has `sourceWidth` × `sourceHeight` pixels in rows
// `stride` bytes apart; `map` and `kind` as for `coordinates`; `border` as in borders.ts; `scratch` takes 16 bytes for each
// result column, and for one more.

/** The nearest pixel, of `pixelBytes` bytes; `fill` is one pixel. */
export function warpNearest(
  source: usize,
  sourceWidth: i32,
  sourceHeight: i32,
  stride: usize,
  pixelBytes: i32,
  map: usize,
  kind: i32,
  width: i32,
  height: i32,
  border: i32,
  fill: usize,
  scratch: usize,
  output: usize,
): void {
  const lastOfAll = output + <usize>(width * height - 1) * <usize>pixelBytes;
  const end = scratch + ((<usize>width) << 4);
  for (let row = 0; row < height; row++) {
    coordinates(map, kind, true, row, width, scratch);
    for (let at = scratch; at < end; at += 16) {
      let x = load<i32>(at, 4);
      let y = load<i32>(at, 12);
      let from = fill;
      if (<u32>x < <u32>sourceWidth && <u32>y < <u32>sourceHeight) {
        from = source + <usize>y * stride + <usize>(x * pixelBytes);
      } else if (border != CONSTANT) {
        x = within(x, sourceWidth, border);
        y = within(y, sourceHeight, border);
        from = source + <usize>y * stride + <usize>(x * pixelBytes);
      }
      // Of three bytes a fourth is written, which the next pixel overwrites.
      if (pixelBytes == 3 && output < lastOfAll) store<u32>(output, load<u32>(from));
      else copyPixel(output, from, pixelBytes);
      output += <usize>pixelBytes;
    }
  }
}

/** Rounds values of 0 … 255 half to even and stores the first `channels` of four as bytes. */
function storePixel(target: usize, value: v128, channels: i32): void {
  const bytes = lowBytes(f32x4.add(value, f32x4.splat(magic)));
  if (channels == 3) {
    v128.store16_lane(target, bytes, 0);
    v128.store8_lane(target + 2, bytes, 2);
  } else if (channels == 1) v128.store8_lane(target, bytes, 0);
  else if (channels == 4) v128.store32_lane(target, bytes, 0);
  else v128.store16_lane(target, bytes, 0);
}

/** Four bytes of the pixel that (x, y) stands for, as floats. */
function loadAt(
  source: usize,
  x: i32,
  y: i32,
  sourceWidth: i32,
  sourceHeight: i32,
  stride: usize,
  step: usize,
  border: i32,
  fills: v128,
): v128 {
  const column = within(x, sourceWidth, border);
  const row = within(y, sourceHeight, border);
  if (column < 0 || row < 0) return fills;
  return loadFour(source + <usize>row * stride + <usize>column * step);
}

/** Where in sixteen bytes the levels of two neighbouring pixels lie, as pairs of 16 bits for each channel. */
function pairsOf(first: i32, channels: i32): v128 {
  const second = first + channels;
  let places = i8x16.splat(-1);
  places = i8x16.replace_lane(places, 0, <i8>first);
  places = i8x16.replace_lane(places, 2, <i8>second);
  if (channels > 1) {
    places = i8x16.replace_lane(places, 4, <i8>(first + 1));
    places = i8x16.replace_lane(places, 6, <i8>(second + 1));
  }
  if (channels > 2) {
    places = i8x16.replace_lane(places, 8, <i8>(first + 2));
    places = i8x16.replace_lane(places, 10, <i8>(second + 2));
  }
  if (channels > 3) {
    places = i8x16.replace_lane(places, 12, <i8>(first + 3));
    places = i8x16.replace_lane(places, 14, <i8>(second + 3));
  }
  return places;
}

/**
 * Four levels between four pixels where some of them lie outside. Where the border is a fill, what lies outside counts as
 * zero, and the share that lies inside, the mask, then blends with the fill as torchvision does: mask · (value − fill) + fill.
 */
function bilinearAtEdge(
  source: usize,
  x: i32,
  y: i32,
  right: f32,
  lower: f32,
  sourceWidth: i32,
  sourceHeight: i32,
  stride: usize,
  step: usize,
  border: i32,
  fills: v128,
): v128 {
  let value = f32x4.splat(0);
  let mask: f32 = 0;
  for (let tap = 0; tap < 4; tap++) {
    const weight = ((tap & 1) != 0 ? right : 1 - right) * (tap >> 1 != 0 ? lower : 1 - lower);
    const tapX = within(x + (tap & 1), sourceWidth, border);
    const tapY = within(y + (tap >> 1), sourceHeight, border);
    if (tapX < 0 || tapY < 0) continue;
    const level = loadFour(source + <usize>tapY * stride + <usize>tapX * step);
    value = f32x4.add(value, f32x4.mul(level, f32x4.splat(weight)));
    mask += weight;
  }
  if (border != CONSTANT) return value;
  return f32x4.add(f32x4.mul(f32x4.sub(value, fills), f32x4.splat(mask)), fills);
}

/**
 * Bytes of 1 to 4 channels, interpolated between four pixels: across in whole numbers, with weights of 14 bits, down in f32.
 * Beyond the edges as in `bilinearAtEdge`; `fill` holds four f32.
 */
export function warpBilinear(
  source: usize,
  sourceWidth: i32,
  sourceHeight: i32,
  stride: usize,
  channels: i32,
  map: usize,
  kind: i32,
  width: i32,
  height: i32,
  border: i32,
  fill: usize,
  scratch: usize,
  output: usize,
): void {
  const fills = v128.load(fill);
  const step = <usize>channels;
  const pairs = pairsOf(0, channels);
  const unit = f32x4.splat(<f32>(1.0 / 16384.0));
  // Pixels before this one are stored as four bytes, of which the next ones overwrite what is too much.
  const lastFour = output + <usize>(width * height) * step - 4;
  const end = scratch + ((<usize>width) << 4);
  for (let row = 0; row < height; row++) {
    coordinates(map, kind, false, row, width, scratch);
    for (let at = scratch; at < end; at += 16) {
      const x = load<i32>(at, 4);
      const y = load<i32>(at, 12);
      const fraction = load<u32>(at);
      const lower = fractionOf(load<u32>(at, 8));
      let value: v128;
      if (<u32>x < <u32>(sourceWidth - 1) && <u32>y < <u32>(sourceHeight - 1)) {
        const right = ((fraction >> 1) + 65536) >> 17;
        const weights = i32x4.splat((16384 - right) | (right << 16));
        const place = source + <usize>y * stride + <usize>(x * channels);
        const upperLevels = i32x4.dot_i16x8_s(i8x16.swizzle(v128.load64_zero(place), pairs), weights);
        const lowerLevels = i32x4.dot_i16x8_s(i8x16.swizzle(v128.load64_zero(place + stride), pairs), weights);
        const change = f32x4.convert_i32x4_s(i32x4.sub(lowerLevels, upperLevels));
        value = f32x4.add(f32x4.convert_i32x4_s(upperLevels), f32x4.mul(change, f32x4.splat(lower)));
        value = f32x4.mul(value, unit);
      } else if (border == CONSTANT && (x < -1 || x >= sourceWidth || y < -1 || y >= sourceHeight)) {
        value = fills;
      } else {
        const right = fractionOf(fraction);
        value = bilinearAtEdge(source, x, y, right, lower, sourceWidth, sourceHeight, stride, step, border, fills);
      }
      if (output <= lastFour) v128.store32_lane(output, lowBytes(f32x4.add(value, f32x4.splat(magic))), 0);
      else storePixel(output, value, channels);
      output += step;
    }
  }
}

// The weights of four neighbouring taps of Keys' cubic convolution with slope −0.75, as in OpenCV and PyTorch, for the
// fraction by which the position lies behind the second of them: coefficients of its third power, its second, itself and 1.
const cubic = memory.data<f32>([-0.75, 1.25, -1.25, 0.75, 1.5, -2.25, 1.5, -0.75, -0.75, 0, 0.75, 0, 0, 1, 0, 0]);

/** The weights of four taps at a fraction. */
function cubicWeights(fraction: f32): v128 {
  const place = f32x4.splat(fraction);
  let weights = f32x4.add(f32x4.mul(v128.load(cubic), place), v128.load(cubic, 16));
  weights = f32x4.add(f32x4.mul(weights, place), v128.load(cubic, 32));
  return f32x4.add(f32x4.mul(weights, place), v128.load(cubic, 48));
}

/** Weights as whole numbers of 16 bits, in parts of 2^14, in the lower half. */
function wholeWeights(weights: v128): v128 {
  const lanes = f32x4.add(f32x4.mul(weights, f32x4.splat(16384)), f32x4.splat(magic));
  const whole = i32x4.sub(lanes, f32x4.splat(magic));
  return i16x8.narrow_i32x4_s(whole, whole);
}

/** Four levels, across in whole numbers, of four pixels that lie side by side; `near` and `far` weigh two each. */
function fourAcross(place: usize, nearPairs: v128, farPairs: v128, near: v128, far: v128): v128 {
  const levels = v128.load(place);
  const first = i32x4.dot_i16x8_s(i8x16.swizzle(levels, nearPairs), near);
  return f32x4.convert_i32x4_s(i32x4.add(first, i32x4.dot_i16x8_s(i8x16.swizzle(levels, farPairs), far)));
}

/** Four levels between sixteen pixels where some of them lie outside; a fill counts as pixels that have its value. */
function bicubicAtEdge(
  source: usize,
  x: i32,
  y: i32,
  across: v128,
  down: v128,
  sourceWidth: i32,
  sourceHeight: i32,
  stride: usize,
  step: usize,
  border: i32,
  fills: v128,
): v128 {
  v128.store(edgeAcross, across);
  v128.store(edgeDown, down);
  let value = f32x4.splat(0);
  for (let line = 0; line < 4; line++) {
    let sum = f32x4.splat(0);
    for (let tap = 0; tap < 4; tap++) {
      const one = loadAt(source, x - 1 + tap, y - 1 + line, sourceWidth, sourceHeight, stride, step, border, fills);
      sum = f32x4.add(sum, f32x4.mul(one, v128.load32_splat(edgeAcross + ((<usize>tap) << 2))));
    }
    value = f32x4.add(value, f32x4.mul(sum, v128.load32_splat(edgeDown + ((<usize>line) << 2))));
  }
  return value;
}

const edgeAcross = memory.data(16, 16);
const edgeDown = memory.data(16, 16);

/** Bytes of 1 to 4 channels, interpolated between sixteen pixels: across in whole numbers, down in f32. */
export function warpBicubic(
  source: usize,
  sourceWidth: i32,
  sourceHeight: i32,
  stride: usize,
  channels: i32,
  map: usize,
  kind: i32,
  width: i32,
  height: i32,
  border: i32,
  fill: usize,
  scratch: usize,
  output: usize,
): void {
  const fills = v128.load(fill);
  const step = <usize>channels;
  const nearPairs = pairsOf(0, channels);
  const farPairs = pairsOf(2 * channels, channels);
  const unit = f32x4.splat(<f32>(1.0 / 16384.0));
  const zero = f32x4.splat(0);
  const most = f32x4.splat(255);
  const lastFour = output + <usize>(width * height) * step - 4;
  const end = scratch + ((<usize>width) << 4);
  for (let row = 0; row < height; row++) {
    coordinates(map, kind, false, row, width, scratch);
    for (let at = scratch; at < end; at += 16) {
      const x = load<i32>(at, 4);
      const y = load<i32>(at, 12);
      let value: v128;
      if (border == CONSTANT && (x < -2 || x > sourceWidth || y < -2 || y > sourceHeight)) {
        value = fills;
      } else {
        const across = cubicWeights(fractionOf(load<u32>(at)));
        const down = cubicWeights(fractionOf(load<u32>(at, 8)));
        if (x >= 1 && x + 2 < sourceWidth && y >= 1 && y + 2 < sourceHeight) {
          const weights = wholeWeights(across);
          const near = i32x4.shuffle(weights, weights, 0, 0, 0, 0);
          const far = i32x4.shuffle(weights, weights, 1, 1, 1, 1);
          const place = source + <usize>(y - 1) * stride + <usize>((x - 1) * channels);
          const first = fourAcross(place, nearPairs, farPairs, near, far);
          const second = fourAcross(place + stride, nearPairs, farPairs, near, far);
          const third = fourAcross(place + 2 * stride, nearPairs, farPairs, near, far);
          const fourth = fourAcross(place + 3 * stride, nearPairs, farPairs, near, far);
          const upper = f32x4.add(
            f32x4.mul(first, f32x4.shuffle(down, down, 0, 0, 0, 0)),
            f32x4.mul(second, f32x4.shuffle(down, down, 1, 1, 1, 1)),
          );
          const lower = f32x4.add(
            f32x4.mul(third, f32x4.shuffle(down, down, 2, 2, 2, 2)),
            f32x4.mul(fourth, f32x4.shuffle(down, down, 3, 3, 3, 3)),
          );
          value = f32x4.mul(f32x4.add(upper, lower), unit);
        } else {
          value = bicubicAtEdge(source, x, y, across, down, sourceWidth, sourceHeight, stride, step, border, fills);
        }
        value = f32x4.pmin(most, f32x4.pmax(zero, value));
      }
      if (output <= lastFour) v128.store32_lane(output, lowBytes(f32x4.add(value, f32x4.splat(magic))), 0);
      else storePixel(output, value, channels);
      output += step;
    }
  }
}
