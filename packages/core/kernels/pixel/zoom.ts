// The sum of a picture and of enlarged ones: what a lens that zooms during the exposure sees.

/**
 * Adds to `sums`, one f32 for each element, what a picture of bytes is when it is read between pixels: `columns` holds for
 * each result column two byte offsets as i32 and the second one's share as f32, `rows` the same for rows. `scratch` takes
 * a row of floats, and 16 more.
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
  for (let y = 0; y < height; y++, rows += 12) {
    const upper = source + <usize>load<i32>(rows);
    const lower = source + <usize>load<i32>(rows, 4);
    const share = v128.load32_splat(rows, 8);
    for (let x: usize = 0; x < <usize>bytes; x += 4) {
      const above = f32x4.convert_i32x4_u(
        i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(upper + x))),
      );
      const below = f32x4.convert_i32x4_u(
        i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(lower + x))),
      );
      v128.store(scratch + (x << 2), f32x4.add(above, f32x4.mul(f32x4.sub(below, above), share)));
    }
    let column = columns;
    for (let x = 0; x < width; x++, column += 12) {
      let left = scratch + ((<usize>load<i32>(column)) << 2);
      let right = scratch + ((<usize>load<i32>(column, 4)) << 2);
      const part = load<f32>(column, 8);
      for (let channel = 0; channel < channels; channel++, sums += 4, left += 4, right += 4) {
        const value = load<f32>(left);
        store<f32>(sums, load<f32>(sums) + value + (load<f32>(right) - value) * part);
      }
    }
  }
}

/** (The picture + the sums) · `share` as bytes: rounded half to even, or cut. */
export function finishZoom(source: usize, sums: usize, count: i32, share: f32, cut: bool, output: usize): void {
  for (let index: usize = 0; index < <usize>count; index++) {
    const mean = (<f32>load<u8>(source + index) + load<f32>(sums + (index << 2))) * share;
    store<u8>(output + index, <u8>min<f32>(255, cut ? mean : nearest<f32>(mean)));
  }
}
