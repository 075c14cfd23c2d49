// Layers over pictures of bytes: fog, snow, frost, mud. All walk pixels once and leave alpha, the last of 2 or 4 channels.
import { lowBytes, magic } from "../four";

function colorsOf(channels: i32): i32 {
  return channels == 2 || channels == 4 ? channels - 1 : channels;
}

function put(at: usize, level: f32): void {
  store<u8>(at, <u8>max<f32>(0, min<f32>(255, level)));
}

/** The greatest color level. */
export function greatestLevel(pixels: usize, count: i32, channels: i32): i32 {
  const colors = colorsOf(channels);
  let greatest = 0;
  for (let pixel = 0; pixel < count; pixel++, pixels += <usize>channels) {
    for (let channel = 0; channel < colors; channel++) greatest = max<i32>(greatest, load<u8>(pixels + <usize>channel));
  }
  return greatest;
}

/** (level + `amount` · 255 · the map, whose rows are `size` floats) · `scale`, cut. */
export function fogVeil(
  pixels: usize,
  width: i32,
  height: i32,
  channels: i32,
  map: usize,
  size: i32,
  amount: f32,
  scale: f32,
): void {
  const colors = colorsOf(channels);
  for (let y = 0; y < height; y++) {
    let cloud = map + ((<usize>(y * size)) << 2);
    for (let x = 0; x < width; x++, cloud += 4, pixels += <usize>channels) {
      const added = load<f32>(cloud) * amount * 255;
      for (let channel = 0; channel < colors; channel++) {
        const at = pixels + <usize>channel;
        put(at, (<f32>load<u8>(at) + added) * scale);
      }
    }
  }
}

/**
 * Moves levels towards color by as much as the map says: level + (color − level) · share, rounded. `color` holds three
 * floats; gray takes the second.
 */
export function tint(pixels: usize, count: i32, channels: i32, shares: usize, color: usize): void {
  let pixel = 0;
  if (channels == 3) {
    for (; pixel + 4 <= count; pixel += 4, shares += 16, pixels += 12) {
      const four = v128.load(shares);
      if (v128.any_true(four)) tintFour(pixels, four, v128.load(color));
    }
  }
  const colors = colorsOf(channels);
  const first: usize = colors == 1 ? 4 : 0;
  for (; pixel < count; pixel++, shares += 4, pixels += <usize>channels) {
    const share = load<f32>(shares);
    if (share == 0) continue;
    for (let channel = 0; channel < colors; channel++) {
      const at = pixels + <usize>channel;
      const level = <f32>load<u8>(at);
      const goal = load<f32>(color + first + ((<usize>min<i32>(channel, 2)) << 2));
      put(at, nearest<f32>(level + (goal - level) * share));
    }
  }
}

/**
 * Adds as much of a color as the layer says: level + color · share, rounded and kept within a byte. `color` holds three
 * floats; gray takes the second.
 */
export function addColor(pixels: usize, count: i32, channels: i32, shares: usize, color: usize): void {
  const colors = colorsOf(channels);
  const first: usize = colors == 1 ? 4 : 0;
  for (let pixel = 0; pixel < count; pixel++, shares += 4, pixels += <usize>channels) {
    const share = load<f32>(shares);
    if (share == 0) continue;
    for (let channel = 0; channel < colors; channel++) {
      const at = pixels + <usize>channel;
      const added = load<f32>(color + first + ((<usize>min<i32>(channel, 2)) << 2)) * share;
      put(at, nearest<f32>(<f32>load<u8>(at) + added));
    }
  }
}

/** Four pixels of three bytes at once: what one writes is not what the next one reads, for which a processor would wait. */
function tintFour(pixels: usize, shares: v128, goals: v128): void {
  const bytes = v128.load(pixels);
  const first = tinted(bytes, i32x4.shuffle(shares, shares, 0, 0, 0, 1), i32x4.shuffle(goals, goals, 0, 1, 2, 0));
  const second = tinted(
    i8x16.shuffle(bytes, bytes, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3),
    i32x4.shuffle(shares, shares, 1, 1, 2, 2),
    i32x4.shuffle(goals, goals, 1, 2, 0, 1),
  );
  const third = tinted(
    i8x16.shuffle(bytes, bytes, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7),
    i32x4.shuffle(shares, shares, 2, 3, 3, 3),
    i32x4.shuffle(goals, goals, 2, 0, 1, 2),
  );
  v128.store32_lane(pixels, first, 0);
  v128.store32_lane(pixels, second, 0, 4);
  v128.store32_lane(pixels, third, 0, 8);
}

/** The first four levels moved towards goals. */
function tinted(bytes: v128, shares: v128, goals: v128): v128 {
  const spread = i8x16(0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, 3, -1, -1, -1);
  const levels = f32x4.convert_i32x4_s(i8x16.swizzle(bytes, spread));
  const moved = f32x4.mul(f32x4.sub(goals, levels), shares);
  return lowBytes(f32x4.add(f32x4.add(levels, moved), f32x4.splat(magic)));
}

/**
 * Levels times `keep`, and what is missing from the brighter of the level and 1.5 · gray + 127.5; plus the layer and the
 * layer turned by half a circle, both floats from 0 to 1. Cut.
 */
export function snowVeil(pixels: usize, count: i32, channels: i32, layer: usize, keep: f32): void {
  const colors = colorsOf(channels);
  const end = layer + ((<usize>(count - 1)) << 2);
  for (let pixel: usize = 0; pixel < <usize>count; pixel++, pixels += <usize>channels) {
    const flakes = (load<f32>(layer + (pixel << 2)) + load<f32>(end - (pixel << 2))) * 255;
    const gray: f32 =
      colors < 3
        ? <f32>load<u8>(pixels)
        : <f32>load<u8>(pixels) * 0.299 + <f32>load<u8>(pixels, 1) * 0.587 + <f32>load<u8>(pixels, 2) * 0.114;
    const bright = gray * 1.5 + 127.5;
    for (let channel = 0; channel < colors; channel++) {
      const at = pixels + <usize>channel;
      const level = <f32>load<u8>(at);
      put(at, level * keep + (<f32>1 - keep) * max<f32>(level, bright) + flakes);
    }
  }
}

/** `keep` times levels plus a layer of three floats a pixel (gray takes the second), cut. */
export function frostVeil(pixels: usize, count: i32, channels: i32, layer: usize, keep: f32): void {
  const colors = colorsOf(channels);
  const first: usize = colors == 1 ? 4 : 0;
  for (let pixel = 0; pixel < count; pixel++, pixels += <usize>channels, layer += 12) {
    for (let channel = 0; channel < colors; channel++) {
      const at = pixels + <usize>channel;
      put(at, <f32>load<u8>(at) * keep + load<f32>(layer + first + ((<usize>min<i32>(channel, 2)) << 2)));
    }
  }
}
