// What JPEG loses: pixels to samples, to coefficients, to whole steps of them, and all the way back. Nothing is coded into
// bits, since that loses nothing. The way back is the decoder's, from the package `jpeg`.
import { lastCoefficient, transform } from "../../../jpeg/kernels/transform";
import { doubleBoth, repeatAcross } from "../../../jpeg/kernels/upsample";
import { yccToRgb } from "../../../jpeg/kernels/color";
import { quantised } from "./jpeg-forward";
import { channelRow, colorRow, extendRow, halveRows } from "./jpeg-planes";

const block: usize = memory.data(128, 16);

/** Samples before a row, and room behind it for what is read or written beyond its end. */
const before: usize = 16;
const behind: i32 = 32;

function blocks(length: i32): i32 {
  return (length + 7) & ~7;
}

/** Bytes of scratch that `jpeg` takes for a picture of this size. */
export function jpegScratch(width: i32, height: i32, channels: i32): i32 {
  const row = blocks(width) + 16 + behind;
  const lumaBytes = row * blocks(height);
  if (channels < 3) return lumaBytes;
  const half = (width + 1) >> 1;
  const chromaBytes = (blocks(half) + <i32>before + behind) * blocks((height + 1) >> 1);
  // Four rows of chroma at full width, three of planes, two that are doubled and one of pixels.
  return lumaBytes + 2 * chromaBytes + 9 * (row + 32) + 3 * row + 64;
}

/** Quantises all blocks of a plane in place. */
function lose(plane: usize, width: i32, height: i32, stride: usize, table: usize): void {
  for (let y = 0; y < height; y += 8) {
    for (let x = 0; x < width; x += 8) {
      const at = plane + <usize>y * stride + <usize>x;
      quantised(at, stride, table, block);
      transform(block, table, lastCoefficient(block), 8, at, stride);
    }
  }
}

/** Repeats the last of `height` rows down to `end`. */
function extendDown(plane: usize, height: i32, end: i32, stride: usize): void {
  const last = plane + <usize>(height - 1) * stride;
  for (let y = height; y < end; y++) memory.copy(plane + <usize>y * stride, last, stride);
}

/** Pixels of 1 or 2 channels, the first of which is gray and the other alpha. */
function gray(pixels: usize, width: i32, height: i32, channels: i32, table: usize, plane: usize): void {
  const stride = <usize>(blocks(width) + behind);
  const bytes = width * channels;
  for (let y = 0; y < height; y++) {
    const row = plane + <usize>y * stride;
    channelRow(pixels + <usize>y * <usize>bytes, width, channels, row);
    extendRow(row, width, blocks(width));
  }
  extendDown(plane, height, blocks(height), stride);
  lose(plane, width, height, stride, table);
  for (let y = 0; y < height; y++) {
    let target = pixels + <usize>y * <usize>bytes;
    const row = plane + <usize>y * stride;
    for (let x: usize = 0; x < <usize>width; x++, target += <usize>channels) store<u8>(target, load<u8>(row + x));
  }
}

/**
 * The chroma samples of output row `y`, one for each pixel, at `room`: interpolated between the two nearest rows and
 * columns (libjpeg's "fancy upsampling"), repeated where a row has but two.
 */
function chromaRow(plane: usize, y: i32, width: i32, height: i32, stride: usize, room: usize): void {
  const near = plane + <usize>(y >> 1) * stride;
  if (width <= 2) {
    repeatAcross(near, room, width);
    return;
  }
  const other = max(0, min(height - 1, y & 1 ? (y >> 1) + 1 : (y >> 1) - 1));
  const far = plane + <usize>other * stride;
  extendBoth(near, width);
  extendBoth(far, width);
  doubleBoth(near, far, room, width);
}

function extendBoth(row: usize, length: i32): void {
  store<u8>(row - 1, load<u8>(row));
  store<u8>(row + <usize>length, load<u8>(row + <usize>(length - 1)));
}

/**
 * Codes `width` × `height` pixels of 1 to 4 channels to JPEG and back, in place; the last of 2 or 4 channels is alpha and
 * stays. Chroma is halved both ways (4:2:0). `tables` holds two quantisations of 640 bytes, of gray and of chroma (see
 * `quantised`); `scratch` takes `jpegScratch` bytes.
 */
export function jpeg(pixels: usize, width: i32, height: i32, channels: i32, tables: usize, scratch: usize): void {
  if (channels < 3) {
    gray(pixels, width, height, channels, tables, scratch);
    return;
  }
  const halfWidth = (width + 1) >> 1;
  const halfHeight = (height + 1) >> 1;
  const lumaStride = <usize>(blocks(width) + behind);
  const stride = <usize>(blocks(halfWidth) + <i32>before + behind);
  const luma = scratch;
  const blue = luma + lumaStride * <usize>blocks(height) + before;
  const red = blue + stride * <usize>blocks(halfHeight);
  const row = <usize>(2 * blocks(halfWidth) + behind);
  const wide = red + stride * <usize>blocks(halfHeight);
  const planes = wide + 4 * row;
  const bytes = <usize>(width * channels);
  for (let y = 0; y < height; y += 2) {
    for (let lower: usize = 0; lower < 2; lower++) {
      const source = pixels + <usize>min<i32>(y + <i32>lower, height - 1) * bytes;
      // The lower one of the last pair may be a row that is not wanted; it lies where padding goes.
      const target = luma + (<usize>y + lower) * lumaStride;
      const blues = wide + lower * row;
      const reds = blues + 2 * row;
      colorRow(source, width, channels, planes, target, blues, reds);
      extendRow(target, width, blocks(width));
      extendRow(blues, width, 2 * blocks(halfWidth));
      extendRow(reds, width, 2 * blocks(halfWidth));
    }
    const half = <usize>(y >> 1) * stride;
    halveRows(wide, wide + row, blocks(halfWidth), blue + half);
    halveRows(wide + 2 * row, wide + 3 * row, blocks(halfWidth), red + half);
  }
  extendDown(luma, height, blocks(height), lumaStride);
  extendDown(blue - before, halfHeight, blocks(halfHeight), stride);
  extendDown(red - before, halfHeight, blocks(halfHeight), stride);
  lose(luma, width, height, lumaStride, tables);
  lose(blue, halfWidth, halfHeight, stride, tables + 640);
  lose(red, halfWidth, halfHeight, stride, tables + 640);
  for (let y = 0; y < height; y++) {
    chromaRow(blue, y, halfWidth, halfHeight, stride, wide);
    chromaRow(red, y, halfWidth, halfHeight, stride, wide + row);
    const from = luma + <usize>y * lumaStride;
    const target = pixels + <usize>y * bytes;
    if (channels == 3) {
      yccToRgb(from, wide, wide + row, target, width);
      continue;
    }
    yccToRgb(from, wide, wide + row, planes, width);
    for (let x: usize = 0; x < <usize>width; x++) {
      store<u16>(target + 4 * x, load<u16>(planes + 3 * x));
      store<u8>(target + 4 * x, load<u8>(planes + 3 * x, 2), 2);
    }
  }
}
