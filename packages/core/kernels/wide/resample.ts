// A separable resize of pixels of any element type and number of channels, in f32: across into a strip of floats, then
// down into elements, rounded once. Tables are those of `floatCoefficients`.
import { entryBytes } from "../coefficients";
import { loadElements, sizeOf, storeElements } from "./elements";

/** Rows of `columns` pixels as floats, from source rows `sourceStride` bytes apart; `source` as for `resampleColumns`. */
export function resampleColumnsWide(
  source: usize,
  sourceStride: isize,
  rows: i32,
  channels: i32,
  element: i32,
  entries: usize,
  table: usize,
  stride: i32,
  columns: i32,
  output: usize,
): void {
  const step = (<usize>channels) << sizeOf(element);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const entry = entries + <usize>column * entryBytes;
      const pointer = source + <usize>load<i32>(entry) * step;
      const weights = table + ((<usize>(column * stride)) << 2);
      const end = weights + ((<usize>load<i32>(entry, 4)) << 2);
      for (let channel = 0; channel < channels; channel += 4) {
        let from = pointer + ((<usize>channel) << sizeOf(element));
        let sum = f32x4.splat(0);
        for (let weight = weights; weight < end; weight += 4) {
          sum = f32x4.add(sum, f32x4.mul(loadElements(from, element), v128.load32_splat(weight)));
          from += step;
        }
        storeElements(output + ((<usize>channel) << 2), sum, 2, min<i32>(4, channels - channel));
      }
      output += (<usize>channels) << 2;
    }
    source += sourceStride;
  }
}

/** Rows of `count` elements from rows of floats `sourceStride` bytes apart, the first of which is, or would be, at `source`. */
export function resampleRowsWide(
  source: usize,
  sourceStride: usize,
  count: i32,
  rows: i32,
  entries: usize,
  table: usize,
  stride: i32,
  element: i32,
  output: usize,
): void {
  const bits = sizeOf(element);
  for (let row = 0; row < rows; row++) {
    const entry = entries + <usize>row * entryBytes;
    const start = source + <usize>load<i32>(entry) * sourceStride;
    const weights = table + ((<usize>(row * stride)) << 2);
    const end = weights + ((<usize>load<i32>(entry, 4)) << 2);
    for (let at = 0; at < count; at += 4) {
      let from = start + ((<usize>at) << 2);
      let sum = f32x4.splat(0);
      for (let weight = weights; weight < end; weight += 4) {
        sum = f32x4.add(sum, f32x4.mul(v128.load(from), v128.load32_splat(weight)));
        from += sourceStride;
      }
      storeElements(output + ((<usize>at) << bits), sum, element, min<i32>(4, count - at));
    }
    output += (<usize>count) << bits;
  }
}
