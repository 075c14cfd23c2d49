import { CONSTANT, within } from "./borders";
import { coordinates } from "./coordinates";
import { loadFour, lowBytes, magic } from "./four";
import { copyPixel } from "./reindex";

// Result pixels from anywhere in the source. Common to all: the source has `sourceWidth` × `sourceHeight` pixels in rows
// `stride` bytes apart; `map` and `kind` as for `coordinates`; `border` as in borders.ts; `scratch` takes 16 bytes for each
// result column, of which there are an even number or one more.

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
  const capacity = (width + 1) & ~1;
  for (let row = 0; row < height; row++) {
    coordinates(map, kind, true, row, width, capacity, scratch);
    let at = scratch;
    for (let column = 0; column < width; column++) {
      let x = load<i32>(at);
      let y = load<i32>(at + ((<usize>capacity) << 2));
      let from = fill;
      if (<u32>x < <u32>sourceWidth && <u32>y < <u32>sourceHeight) {
        from = source + <usize>y * stride + <usize>(x * pixelBytes);
      } else if (border != CONSTANT) {
        x = within(x, sourceWidth, border);
        y = within(y, sourceHeight, border);
        from = source + <usize>y * stride + <usize>(x * pixelBytes);
      }
      copyPixel(output, from, pixelBytes);
      output += <usize>pixelBytes;
      at += 4;
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

/**
 * Bytes of 1 to 4 channels, interpolated between four pixels in f32. Where the border is a fill, what lies outside counts
 * as zero, and the share that lies inside, the mask, then blends with `fill` (four f32) as torchvision does:
 * mask · (value − fill) + fill.
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
  const capacity = (width + 1) & ~1;
  const size = (<usize>capacity) << 2;
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  const fills = v128.load(fill);
  const step = <usize>channels;
  for (let row = 0; row < height; row++) {
    coordinates(map, kind, false, row, width, capacity, scratch);
    for (let column: usize = 0; column < (<usize>width) << 2; column += 4) {
      const at = scratch + column;
      const x = load<i32>(at);
      const y = load<i32>(at + size);
      if (border == CONSTANT && (x < -1 || x >= sourceWidth || y < -1 || y >= sourceHeight)) {
        storePixel(output, fills, channels);
        output += step;
        continue;
      }
      const right = v128.load32_splat(at + 2 * size);
      const lower = v128.load32_splat(at + 3 * size);
      const left = f32x4.sub(one, right);
      const upper = f32x4.sub(one, lower);
      const weight0 = f32x4.mul(left, upper);
      const weight1 = f32x4.mul(right, upper);
      const weight2 = f32x4.mul(left, lower);
      const weight3 = f32x4.mul(right, lower);
      const pixel = source + <usize>y * stride + <usize>(x * channels);
      let value: v128;
      if (x >= 0 && x + 1 < sourceWidth && y >= 0 && y + 1 < sourceHeight) {
        value = f32x4.mul(loadFour(pixel), weight0);
        value = f32x4.add(value, f32x4.mul(loadFour(pixel + step), weight1));
        value = f32x4.add(value, f32x4.mul(loadFour(pixel + stride), weight2));
        value = f32x4.add(value, f32x4.mul(loadFour(pixel + stride + step), weight3));
      } else {
        // Of a fill the taps outside are left out here, and the mask makes up for them.
        value = zero;
        let mask = zero;
        for (let tap = 0; tap < 4; tap++) {
          const weight = tap == 0 ? weight0 : tap == 1 ? weight1 : tap == 2 ? weight2 : weight3;
          const tapX = within(x + (tap & 1), sourceWidth, border);
          const tapY = within(y + (tap >> 1), sourceHeight, border);
          if (tapX < 0 || tapY < 0) continue;
          value = f32x4.add(value, f32x4.mul(loadFour(source + <usize>tapY * stride + <usize>tapX * step), weight));
          mask = f32x4.add(mask, weight);
        }
        if (border == CONSTANT) value = f32x4.add(f32x4.mul(f32x4.sub(value, fills), mask), fills);
      }
      storePixel(output, value, channels);
      output += step;
    }
  }
}

/** The weight of Keys' cubic convolution with slope −0.75, as in OpenCV and PyTorch, for a tap nearer than 1. */
function near(x: v128): v128 {
  // (1.25 x − 2.25) x² + 1
  const inner = f32x4.sub(f32x4.mul(f32x4.splat(1.25), x), f32x4.splat(2.25));
  return f32x4.add(f32x4.mul(f32x4.mul(inner, x), x), f32x4.splat(1));
}

/** The same for a tap between 1 and 2 away. */
function far(x: v128): v128 {
  // −0.75 (((x − 5) x + 8) x − 4)
  const inner = f32x4.add(f32x4.mul(f32x4.sub(x, f32x4.splat(5)), x), f32x4.splat(8));
  return f32x4.mul(f32x4.splat(-0.75), f32x4.sub(f32x4.mul(inner, x), f32x4.splat(4)));
}

/** The weights of four neighbouring taps, of which the second lies `fraction` to the left, as vectors at `target`. */
function cubicWeights(fraction: v128, target: usize): void {
  const one = f32x4.splat(1);
  const rest = f32x4.sub(one, fraction);
  v128.store(target, far(f32x4.add(fraction, one)));
  v128.store(target, near(fraction), 16);
  v128.store(target, near(rest), 32);
  v128.store(target, far(f32x4.add(rest, one)), 48);
}

const across = memory.data(64, 16);
const down = memory.data(64, 16);

/** Bytes of 1 to 4 channels, interpolated between sixteen pixels in f32; a fill counts as pixels that have its value. */
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
  const capacity = (width + 1) & ~1;
  const size = (<usize>capacity) << 2;
  const fills = v128.load(fill);
  const step = <usize>channels;
  const zero = f32x4.splat(0);
  const most = f32x4.splat(255);
  for (let row = 0; row < height; row++) {
    coordinates(map, kind, false, row, width, capacity, scratch);
    for (let column: usize = 0; column < (<usize>width) << 2; column += 4) {
      const at = scratch + column;
      const x = load<i32>(at);
      const y = load<i32>(at + size);
      if (border == CONSTANT && (x < -2 || x > sourceWidth || y < -2 || y > sourceHeight)) {
        storePixel(output, fills, channels);
        output += step;
        continue;
      }
      cubicWeights(v128.load32_splat(at + 2 * size), across);
      cubicWeights(v128.load32_splat(at + 3 * size), down);
      const inside = x >= 1 && x + 2 < sourceWidth && y >= 1 && y + 2 < sourceHeight;
      let pixel = source + <usize>(y - 1) * stride + <usize>((x - 1) * channels);
      let value = zero;
      for (let line = 0; line < 4; line++) {
        let sum = zero;
        for (let tap = 0; tap < 4; tap++) {
          const one = inside
            ? loadFour(pixel + <usize>tap * step)
            : loadAt(source, x - 1 + tap, y - 1 + line, sourceWidth, sourceHeight, stride, step, border, fills);
          sum = f32x4.add(sum, f32x4.mul(one, v128.load(across + ((<usize>tap) << 4))));
        }
        value = f32x4.add(value, f32x4.mul(sum, v128.load(down + ((<usize>line) << 4))));
        pixel += stride;
      }
      storePixel(output, f32x4.pmin(most, f32x4.pmax(zero, value)), channels);
      output += step;
    }
  }
}
