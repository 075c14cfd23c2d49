import { exponential } from "./exponential";

/** A number of a table of 256, by a byte, four times. */
function entry(table: usize, byte: usize): v128 {
  return v128.load32_splat(table + ((<usize>load<u8>(byte)) << 2));
}

/** Stores the first three of four numbers as bytes, rounded half to even. */
export function storeThree(pixel: usize, values: v128): void {
  const whole = i32x4.trunc_sat_f32x4_s(f32x4.nearest(values));
  const bytes = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(whole, whole), i16x8.narrow_i32x4_s(whole, whole));
  store<u8>(pixel, i8x16.extract_lane_u(bytes, 0));
  store<u8>(pixel, i8x16.extract_lane_u(bytes, 1), 1);
  store<u8>(pixel, i8x16.extract_lane_u(bytes, 2), 2);
}

/** The sum of three columns of four numbers, weighted, and a fourth. */
export function affine(columns: usize, x: v128, y: v128, z: v128): v128 {
  const first = f32x4.add(f32x4.mul(v128.load(columns), x), f32x4.mul(v128.load(columns, 16), y));
  return f32x4.add(f32x4.add(first, f32x4.mul(v128.load(columns, 32), z)), v128.load(columns, 48));
}

/**
 * Changes the logarithms of red, green and blue of `count` pixels of 3 or 4 interleaved bytes, in place, by a matrix of
 * three columns and what is added, four f32 each: `tissue`, or `background` for pixels whose luminosity is not below 0.85.
 * `logarithms` and `units` are tables of the logarithm of each byte's share of 255, and of that share.
 */
export function stain(
  pixels: usize,
  count: i32,
  channels: i32,
  logarithms: usize,
  units: usize,
  tissue: usize,
  background: usize,
): void {
  const end = pixels + <usize>count * <usize>channels;
  for (; pixels < end; pixels += channels) {
    const red = load<f32>(units + ((<usize>load<u8>(pixels)) << 2)) * <f32>0.299;
    const green = load<f32>(units + ((<usize>load<u8>(pixels, 1)) << 2)) * <f32>0.587;
    const blue = load<f32>(units + ((<usize>load<u8>(pixels, 2)) << 2)) * <f32>0.114;
    const columns = red + green + blue < <f32>0.85 ? tissue : background;
    const x = entry(logarithms, pixels);
    const y = entry(logarithms, pixels + 1);
    const z = entry(logarithms, pixels + 2);
    const level = exponential(affine(columns, x, y, z));
    storeThree(pixels, f32x4.mul(level, f32x4.splat(255)));
  }
}
