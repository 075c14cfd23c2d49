import { coordinates } from "./coordinates";
import { loadFour, lowBytes, magic } from "./four";
import { copyPixel } from "./reindex";

/**
 * Result pixels from anywhere in the source, the nearest one or, outside of it, `fill` (one pixel). The source has
 * `sourceWidth` × `sourceHeight` pixels of `pixelBytes` bytes in rows `stride` bytes apart; `matrix` and `affine` as for
 * `coordinates`; `scratch` takes 16 bytes for each result column, of which there are an even number or one more.
 */
export function warpNearest(
  source: usize,
  sourceWidth: i32,
  sourceHeight: i32,
  stride: usize,
  pixelBytes: i32,
  matrix: usize,
  affine: bool,
  width: i32,
  height: i32,
  fill: usize,
  scratch: usize,
  output: usize,
): void {
  const capacity = (width + 1) & ~1;
  for (let row = 0; row < height; row++) {
    coordinates(matrix, affine, true, row, width, capacity, scratch);
    let at = scratch;
    for (let column = 0; column < width; column++) {
      const x = load<i32>(at);
      const y = load<i32>(at + ((<usize>capacity) << 2));
      const inside = <u32>x < <u32>sourceWidth && <u32>y < <u32>sourceHeight;
      copyPixel(output, inside ? source + <usize>y * stride + <usize>(x * pixelBytes) : fill, pixelBytes);
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

/**
 * The same for bytes, interpolated between four pixels in f32. What lies outside counts as zero; the share that lies
 * inside, the mask, then blends with `fill` (four f32) as torchvision does: mask · (value − fill) + fill, or not at all
 * if `blend` is false.
 */
export function warpBilinear(
  source: usize,
  sourceWidth: i32,
  sourceHeight: i32,
  stride: usize,
  channels: i32,
  matrix: usize,
  affine: bool,
  width: i32,
  height: i32,
  fill: usize,
  blend: bool,
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
    coordinates(matrix, affine, false, row, width, capacity, scratch);
    for (let column: usize = 0; column < (<usize>width) << 2; column += 4) {
      const at = scratch + column;
      const x = load<i32>(at);
      const y = load<i32>(at + size);
      if (x < -1 || x >= sourceWidth || y < -1 || y >= sourceHeight) {
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
        value = zero;
        let mask = zero;
        const hasLeft = x >= 0;
        const hasRight = x + 1 < sourceWidth;
        if (y >= 0) {
          if (hasLeft) {
            value = f32x4.mul(loadFour(pixel), weight0);
            mask = weight0;
          }
          if (hasRight) {
            value = f32x4.add(value, f32x4.mul(loadFour(pixel + step), weight1));
            mask = f32x4.add(mask, weight1);
          }
        }
        if (y + 1 < sourceHeight) {
          if (hasLeft) {
            value = f32x4.add(value, f32x4.mul(loadFour(pixel + stride), weight2));
            mask = f32x4.add(mask, weight2);
          }
          if (hasRight) {
            value = f32x4.add(value, f32x4.mul(loadFour(pixel + stride + step), weight3));
            mask = f32x4.add(mask, weight3);
          }
        }
        if (blend) value = f32x4.add(f32x4.mul(f32x4.sub(value, fills), mask), fills);
      }
      storePixel(output, value, channels);
      output += step;
    }
  }
}
