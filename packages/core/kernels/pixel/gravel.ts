// Stones: pixels that keep their hue and saturation and get another lightness, on a cone of eight bits, as OpenCV's HLS is.

/**
 * Gives the pixels of stones their lightness; where they overlap the last counts. `stones` holds five i32 for each of
 * `count`: left, top, right, bottom, of which the last two are outside, and a lightness of 0 to 255. `layer` is scratch of
 * two bytes a pixel and sixteen more. Gray becomes the lightness; alpha stays.
 */
export function gravel(
  pixels: usize,
  width: i32,
  height: i32,
  channels: i32,
  stones: usize,
  count: i32,
  layer: usize,
): void {
  const size = width * height;
  memory.fill(layer, 0, ((<usize>size) << 1) + 16);
  for (let stone = 0; stone < count; stone++, stones += 20) {
    const left = load<i32>(stones);
    const right = load<i32>(stones, 8);
    const bottom = load<i32>(stones, 12);
    // One more than the lightness, for 0 is no stone.
    const value = <u16>(load<i32>(stones, 16) + 1);
    for (let y = load<i32>(stones, 4); y < bottom; y++) {
      const row = layer + ((<usize>(y * width)) << 1);
      for (let x = left; x < right; x++) store<u16>(row + ((<usize>x) << 1), value);
    }
  }
  for (let first = 0; first < size; first += 8) {
    const at = layer + ((<usize>first) << 1);
    if (!v128.any_true(v128.load(at))) continue;
    for (let pixel: usize = 0; pixel < 8; pixel++) {
      const value = <i32>load<u16>(at + (pixel << 1));
      if (value != 0) relight(pixels + (<usize>first + pixel) * <usize>channels, channels, value - 1);
    }
  }
}

function relight(pixel: usize, channels: i32, lightness: i32): void {
  if (channels < 3) {
    store<u8>(pixel, <u8>lightness);
    return;
  }
  const unit: f32 = 1.0 / 255.0;
  const red = <f32>load<u8>(pixel) * unit;
  const green = <f32>load<u8>(pixel, 1) * unit;
  const blue = <f32>load<u8>(pixel, 2) * unit;
  const most = max<f32>(red, max<f32>(green, blue));
  const least = min<f32>(red, min<f32>(green, blue));
  const span = most - least;
  let hue: f32 = 0;
  let saturation: f32 = 0;
  if (span > 0) {
    saturation = (most + least) * 0.5 < 0.5 ? span / (most + least) : span / (<f32>2 - most - least);
    const scale = <f32>60 / span;
    if (most == red) hue = (green - blue) * scale;
    else if (most == green) hue = (blue - red) * scale + 120;
    else hue = (red - green) * scale + 240;
    if (hue < 0) hue += 360;
  }
  // Bytes of two degrees and of a 255th.
  const sixths = nearest<f32>(hue * 0.5) * <f32>(6.0 / 180.0);
  const share = nearest<f32>(saturation * 255) * unit;
  const light = <f32>lightness * unit;
  const upper = light <= 0.5 ? light * (<f32>1 + share) : light + share - light * share;
  const lower = light * 2 - upper;
  const whole = floor<f32>(sixths);
  const sector = <i32>whole % 6;
  const rise = lower + (upper - lower) * (sixths - whole);
  const fall = lower + (upper - lower) * (<f32>1 - (sixths - whole));
  let r = upper;
  let g = lower;
  let b = lower;
  if (sector == 0) g = rise;
  else if (sector == 1) {
    r = fall;
    g = upper;
  } else if (sector == 2) {
    r = lower;
    g = upper;
    b = rise;
  } else if (sector == 3) {
    r = lower;
    g = fall;
    b = upper;
  } else if (sector == 4) {
    r = rise;
    b = upper;
  } else b = fall;
  put(pixel, r);
  put(pixel + 1, g);
  put(pixel + 2, b);
}

function put(at: usize, part: f32): void {
  store<u8>(at, <u8>nearest<f32>(max<f32>(0, min<f32>(255, part * 255))));
}
