import { affine, storeThree } from "./stain";

/**
 * Sums of the first `colors` of `channels` interleaved bytes, then of the products of each pair of them (of each with itself
 * and with those behind it), as f64.
 */
export function moments(pixels: usize, count: i32, channels: i32, colors: i32, output: usize): void {
  if (colors == 3) {
    momentsOfThree(pixels, count, channels, output);
    return;
  }
  memory.fill(output, 0, (<usize>(colors + (colors * (colors + 1)) / 2)) << 3);
  const end = pixels + <usize>count * <usize>channels;
  for (; pixels < end; pixels += channels) {
    let product = output + ((<usize>colors) << 3);
    for (let first = 0; first < colors; first++) {
      const level = <f64>load<u8>(pixels + <usize>first);
      add(output + ((<usize>first) << 3), level);
      for (let second = first; second < colors; second++) {
        add(product, level * <f64>load<u8>(pixels + <usize>second));
        product += 8;
      }
    }
  }
}

function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

function momentsOfThree(pixels: usize, count: i32, channels: i32, output: usize): void {
  let red: i64 = 0;
  let green: i64 = 0;
  let blue: i64 = 0;
  let redRed: i64 = 0;
  let redGreen: i64 = 0;
  let redBlue: i64 = 0;
  let greenGreen: i64 = 0;
  let greenBlue: i64 = 0;
  let blueBlue: i64 = 0;
  const end = pixels + <usize>count * <usize>channels;
  for (; pixels < end; pixels += channels) {
    const r = <i32>load<u8>(pixels);
    const g = <i32>load<u8>(pixels, 1);
    const b = <i32>load<u8>(pixels, 2);
    red += r;
    green += g;
    blue += b;
    redRed += r * r;
    redGreen += r * g;
    redBlue += r * b;
    greenGreen += g * g;
    greenBlue += g * b;
    blueBlue += b * b;
  }
  store<f64>(output, <f64>red);
  store<f64>(output, <f64>green, 8);
  store<f64>(output, <f64>blue, 16);
  store<f64>(output, <f64>redRed, 24);
  store<f64>(output, <f64>redGreen, 32);
  store<f64>(output, <f64>redBlue, 40);
  store<f64>(output, <f64>greenGreen, 48);
  store<f64>(output, <f64>greenBlue, 56);
  store<f64>(output, <f64>blueBlue, 64);
}

/**
 * Replaces the first three of `channels` interleaved bytes by the products of a matrix of three columns with them, and what
 * is added: four f32 each. Rounded half to even, cut to the range.
 */
export function mixThree(pixels: usize, count: i32, channels: i32, columns: usize): void {
  const end = pixels + <usize>count * <usize>channels;
  for (; pixels < end; pixels += channels) {
    const red = f32x4.splat(<f32>load<u8>(pixels));
    const green = f32x4.splat(<f32>load<u8>(pixels, 1));
    const blue = f32x4.splat(<f32>load<u8>(pixels, 2));
    storeThree(pixels, affine(columns, red, green, blue));
  }
}

/** The same of any number of bands: `rows` holds, for each, its weights and what is added, as f32. `scratch` takes a pixel. */
export function mixBands(pixels: usize, count: i32, channels: i32, colors: i32, rows: usize, scratch: usize): void {
  const end = pixels + <usize>count * <usize>channels;
  for (; pixels < end; pixels += channels) {
    memory.copy(scratch, pixels, colors);
    let weight = rows;
    for (let band = 0; band < colors; band++) {
      let sum: f32 = 0;
      for (let from = 0; from < colors; from++) {
        sum += load<f32>(weight) * <f32>load<u8>(scratch + <usize>from);
        weight += 4;
      }
      sum += load<f32>(weight);
      weight += 4;
      store<u8>(pixels + <usize>band, <u8>min<f32>(255, max<f32>(0, nearest<f32>(sum))));
    }
  }
}
