// The sum of a picture and of enlarged ones: what a lens that zooms during the exposure sees.
import { loadFour, lowBytes, magic, storeLowBytes } from "../four";
import { storePart } from "../tail";

/**
 * Adds to `sums`, one f32 for each element, what a picture of bytes is when it is read between pixels: `columns` holds for
 * each result column two byte offsets as i32 and the second one's share as f32, `rows` the same for rows. `scratch` takes
 * a row of floats, and 16 more; behind `sums` there is room for three.
 */
export function addZoomed(
  source: usize,
  width: i32,
  height: i32,
  channels: i32,
  columns: usize,
  rows: usize,
  scratch: usize,
  sums: usize,
): void {
  const bytes = width * channels;
  const pixel = (<usize>channels) << 2;
  for (let y = 0; y < height; y++, rows += 12) {
    const upper = source + <usize>load<i32>(rows);
    const lower = source + <usize>load<i32>(rows, 4);
    const share = v128.load32_splat(rows, 8);
    for (let x: usize = 0; x < <usize>bytes; x += 4) {
      const above = f32x4.convert_i32x4_s(
        i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(upper + x))),
      );
      const below = f32x4.convert_i32x4_s(
        i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(lower + x))),
      );
      v128.store(scratch + (x << 2), f32x4.add(above, f32x4.mul(f32x4.sub(below, above), share)));
    }
    if (channels == 3) addRow3(scratch, columns, width, sums);
    else addRow(scratch, columns, width, channels, sums);
    sums += <usize>width * pixel;
  }
}

/** Adds a row that is read between its pixels. */
function addRow(row: usize, columns: usize, width: i32, channels: i32, sums: usize): void {
  for (let x = 0; x < width; x++, columns += 12) {
    let left = row + ((<usize>load<i32>(columns)) << 2);
    let right = row + ((<usize>load<i32>(columns, 4)) << 2);
    const part = load<f32>(columns, 8);
    for (let channel = 0; channel < channels; channel++, sums += 4, left += 4, right += 4) {
      const value = load<f32>(left);
      store<f32>(sums, load<f32>(sums) + (value + (load<f32>(right) - value) * part));
    }
  }
}

/** The same for three channels. What is stored is not loaded again with what lies behind, for which a processor would wait. */
function addRow3(row: usize, columns: usize, width: i32, sums: usize): void {
  const end = columns + <usize>width * 12;
  for (; columns < end; columns += 12, sums += 12) {
    const value = v128.load(row + ((<usize>load<i32>(columns)) << 2));
    const change = f32x4.sub(v128.load(row + ((<usize>load<i32>(columns, 4)) << 2)), value);
    const read = f32x4.add(value, f32x4.mul(change, v128.load32_splat(columns, 8)));
    const sum = f32x4.add(v128.load(sums), read);
    v128.store64_lane(sums, sum, 0);
    v128.store32_lane(sums, sum, 2, 8);
  }
}

/** (The picture as often as said + the sums) · `share` as bytes: rounded half to even, or cut. */
export function finishZoom(
  source: usize,
  often: f32,
  sums: usize,
  count: i32,
  share: f32,
  cut: bool,
  output: usize,
): void {
  const shares = f32x4.splat(share);
  const times = f32x4.splat(often);
  for (let index = 0; index < count; index += 4) {
    const sum = f32x4.add(f32x4.mul(loadFour(source + <usize>index), times), v128.load(sums + ((<usize>index) << 2)));
    const mean = f32x4.pmin(f32x4.splat(255), f32x4.mul(sum, shares));
    const level = f32x4.add(cut ? f32x4.floor(mean) : mean, f32x4.splat(magic));
    if (index + 4 <= count) storeLowBytes(output + <usize>index, level);
    else storePart(output + <usize>index, lowBytes(level), <usize>(count - index));
  }
}
