// What falls or shines: drops, flakes, shadows and glows, painted into layers of floats.
import { philox } from "../philox";

const words: usize = memory.data(64, 16);
/** Where the edges of a polygon cross a row. */
const crossings: usize = memory.data(256, 16);

/** Values above `most` become it. In place. */
export function limit(values: usize, count: i32, most: f32): void {
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) {
    v128.store(values + at, f32x4.pmin(f32x4.splat(most), v128.load(values + at)));
  }
}

/**
 * Paints `number` soft disks at even places, with radii from `least` to `most`, small ones far more often than large ones;
 * where they meet the denser counts. Values are 0.55 to 1 in their middles and fall to 0 at their rims.
 */
export function disks(
  layer: usize,
  width: i32,
  height: i32,
  number: i32,
  least: f32,
  most: f32,
  key0: i32,
  key1: i32,
): void {
  const unit: f32 = 1.0 / 4294967296.0;
  for (let index = 0; index < number; index++) {
    if ((index & 3) == 0) philox(index, 4, 0, 0, key0, key1, words);
    const at = words + ((<usize>(index & 3)) << 2);
    const centerX = <f32>load<u32>(at) * unit * <f32>width;
    const centerY = <f32>load<u32>(at, 16) * unit * <f32>height;
    const size = <f32>load<u32>(at, 32) * unit;
    const radius = least + (most - least) * size * size * size;
    const strength = <f32>0.55 + <f32>load<u32>(at, 48) * unit * 0.45;
    const top = max<i32>(0, <i32>ceil<f32>(centerY - radius - 0.5));
    const bottom = min<i32>(height - 1, <i32>floor<f32>(centerY + radius - 0.5));
    const left = max<i32>(0, <i32>ceil<f32>(centerX - radius - 0.5));
    const right = min<i32>(width - 1, <i32>floor<f32>(centerX + radius - 0.5));
    for (let y = top; y <= bottom; y++) {
      const down = <f32>y + 0.5 - centerY;
      for (let x = left; x <= right; x++) {
        const across = <f32>x + 0.5 - centerX;
        const inner = <f32>1 - (down * down + across * across) / (radius * radius);
        if (inner <= 0) continue;
        const place = layer + ((<usize>(y * width + x)) << 2);
        store<f32>(place, max<f32>(load<f32>(place), strength * min<f32>(1, inner * 1.6)));
      }
    }
  }
}

/** Raises the layer to `value` within a polygon of `count` (at most 32) corners, x and y of each as f32, in pixels. */
export function polygon(layer: usize, width: i32, height: i32, corners: usize, count: i32, value: f32): void {
  for (let y = 0; y < height; y++) {
    const middle = <f32>y + 0.5;
    let found = 0;
    for (let corner = 0; corner < count; corner++) {
      const from = corners + ((<usize>corner) << 3);
      const to = corners + ((<usize>(corner + 1 == count ? 0 : corner + 1)) << 3);
      const fromY = load<f32>(from, 4);
      const toY = load<f32>(to, 4);
      if (fromY <= middle == toY <= middle) continue;
      const x = load<f32>(from) + ((middle - fromY) / (toY - fromY)) * (load<f32>(to) - load<f32>(from));
      // In order: there are few.
      let place = found++;
      for (; place > 0 && load<f32>(crossings + ((<usize>(place - 1)) << 2)) > x; place--) {
        store<f32>(crossings + ((<usize>place) << 2), load<f32>(crossings + ((<usize>(place - 1)) << 2)));
      }
      store<f32>(crossings + ((<usize>place) << 2), x);
    }
    for (let pair = 0; pair + 1 < found; pair += 2) {
      const from = load<f32>(crossings + ((<usize>pair) << 2));
      const to = load<f32>(crossings + ((<usize>(pair + 1)) << 2));
      const first = max<i32>(0, <i32>ceil<f32>(from - 0.5));
      const end = min<i32>(width, <i32>ceil<f32>(to - 0.5));
      for (let x = first; x < end; x++) {
        const at = layer + ((<usize>(y * width + x)) << 2);
        store<f32>(at, max<f32>(load<f32>(at), value));
      }
    }
  }
}

/**
 * Adds light to a layer of three floats a pixel: around a point, of the color at `color`. A `disk` is even, with a brighter
 * rim; a glow falls off to all sides.
 */
export function glow(
  layer: usize,
  width: i32,
  height: i32,
  centerX: f32,
  centerY: f32,
  radius: f32,
  color: usize,
  disk: bool,
): void {
  const red = load<f32>(color);
  const green = load<f32>(color, 4);
  const blue = load<f32>(color, 8);
  const reach = disk ? radius * 1.05 : radius * 8;
  const top = max<i32>(0, <i32>floor<f32>(centerY - reach));
  const bottom = min<i32>(height - 1, <i32>ceil<f32>(centerY + reach));
  const left = max<i32>(0, <i32>floor<f32>(centerX - reach));
  const right = min<i32>(width - 1, <i32>ceil<f32>(centerX + reach));
  for (let y = top; y <= bottom; y++) {
    const down = (<f32>y + 0.5 - centerY) / radius;
    for (let x = left; x <= right; x++) {
      const across = (<f32>x + 0.5 - centerX) / radius;
      const square = down * down + across * across;
      let light: f32;
      if (disk) {
        const edge = max<f32>(0, min<f32>(1, (<f32>1 - sqrt<f32>(square)) * 12 + 0.5));
        light = edge * (square * 0.6 + 0.4);
      } else {
        const far = <f32>1 + square;
        light = max<f32>(0, <f32>1 / far - 0.0154);
      }
      const at = layer + <usize>(12 * (y * width + x));
      store<f32>(at, load<f32>(at) + red * light);
      store<f32>(at, load<f32>(at, 4) + green * light, 4);
      store<f32>(at, load<f32>(at, 8) + blue * light, 8);
    }
  }
}

/** Lays light over 8-bit pixels: what is missing to white becomes as much smaller (screen). Alpha stays. */
export function screen(pixels: usize, count: i32, channels: i32, layer: usize): void {
  const colors = channels == 2 || channels == 4 ? channels - 1 : channels;
  const first: usize = colors == 1 ? 4 : 0;
  for (let pixel = 0; pixel < count; pixel++, pixels += <usize>channels, layer += 12) {
    for (let channel = 0; channel < colors; channel++) {
      const light = min<f32>(1, load<f32>(layer + first + ((<usize>min<i32>(channel, 2)) << 2)));
      if (light == 0) continue;
      const at = pixels + <usize>channel;
      const missing = (<f32>255 - <f32>load<u8>(at)) * (<f32>1 - light);
      store<u8>(at, <u8>nearest<f32>(<f32>255 - missing));
    }
  }
}

/** Clouds from 0 to 1 as shares: dense · (least + (1 − least) · cloud), from a map whose rows are `size` floats. */
export function cloudShares(
  map: usize,
  size: i32,
  width: i32,
  height: i32,
  dense: f32,
  least: f32,
  output: usize,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, output += 4) {
      const cloud = load<f32>(map + ((<usize>(y * size + x)) << 2));
      store<f32>(output, dense * (least + (<f32>1 - least) * cloud));
    }
  }
}

/** How much light surfaces of 8-bit pixels whiten: `most` for white, little for what is darker than half. */
export function settle(pixels: usize, count: i32, channels: i32, most: f32, output: usize): void {
  for (let pixel = 0; pixel < count; pixel++, pixels += <usize>channels, output += 4) {
    const gray: f32 =
      channels < 3
        ? <f32>load<u8>(pixels)
        : <f32>load<u8>(pixels) * 0.299 + <f32>load<u8>(pixels, 1) * 0.587 + <f32>load<u8>(pixels, 2) * 0.114;
    const light = gray * <f32>(1.0 / 255.0);
    store<f32>(output, most * light * light * (<f32>3 - light * 2));
  }
}
